defmodule Macro.Dbg do
  @moduledoc "What dbg/2 prints."

  @doc "The code that dbg/2 stands for."
  def dbg(code, options, %Macro.Env{} = env) do
    header = "[#{relative(env.file)}:#{env.line}: #{where(env)}]"

    case Macro.unpipe(code) do
      [_, _ | _] = steps -> dbg_pipe(steps, header, options)
      _ -> dbg_value(code, header, options)
    end
  end

  defp dbg_value(code, header, options) do
    text = Macro.to_string(code)

    quote do
      value = unquote(code)
      Macro.Dbg.show(unquote(header), [{unquote(text), value}], unquote(options))
      value
    end
  end

  # Each step gets a variable of its own, so that its value can be shown.
  defp dbg_pipe([{first, _} | rest], header, options) do
    first_var = Macro.var(:value0, __MODULE__)
    start = {[quote(do: unquote(first_var) = unquote(first))], [{Macro.to_string(first), first_var}], 1}

    {assigns, shown, _} =
      Enum.reduce(rest, start, fn {step, position}, {assigns, [{_, before} | _] = shown, n} ->
        value = Macro.var(:"value#{n}", __MODULE__)
        piped = Macro.pipe(before, step, position)
        {[quote(do: unquote(value) = unquote(piped)) | assigns], [{"|> " <> Macro.to_string(step), value} | shown], n + 1}
      end)

    [{_, last} | _] = shown

    quote do
      unquote_splicing(Enum.reverse(assigns))
      Macro.Dbg.show(unquote(header), unquote(Enum.reverse(shown)), unquote(options))
      unquote(last)
    end
  end

  @doc false
  def show(header, results, options) do
    options = Keyword.merge([width: 80, pretty: true], options)
    lines = Enum.map(results, fn {text, value} -> [text, " #=> ", inspect(value, options), "\n"] end)
    IO.write([header, "\n", lines, "\n"])
  end

  defp relative(file), do: Path.relative_to_cwd(file)

  defp where(%{module: nil}), do: "(file)"
  defp where(%{function: nil} = env), do: "(module) " <> inspect(env.module) |> String.trim()
  defp where(%{function: {name, arity}} = env), do: Exception.format_mfa(env.module, name, arity)
end

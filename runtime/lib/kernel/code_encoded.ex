defmodule Code.Encoded do
  @moduledoc false
  # Replaces values in quoted forms by the results of the options `literal_encoder:` and
  # `static_atoms_encoder:`.

  @literal :"literal in the text"

  @doc "Implements `Code.string_to_quoted/2`, or with `raises?` `string_to_quoted!/2`."
  def string_to_quoted(text, options, raises?) do
    case parse(text, options) do
      {:ok, form, _comments} when raises? -> form
      {:ok, form, _comments} -> {:ok, form}
      {:error, _triple, exception} when raises? -> raise exception
      {:error, triple, _exception} -> {:error, triple}
    end
  end

  @doc "Returns `{:ok, form, comments}`, or `{:error, triple, exception}`."
  def parse(text, options) do
    with {:ok, form, comments, names} <- :lab_compiler.parse(text, options) do
      form = form |> named(names, options) |> literals(options[:literal_encoder])
      {:ok, form, comments}
    end
  catch
    {__MODULE__, place, reason, token} -> refused(place, reason, token, options)
  end

  defp refused(place, reason, token, options) do
    message = "#{reason}: "
    file = Keyword.get(options, :file, "nofile")
    error = %SyntaxError{file: file, line: place[:line], column: place[:column] || 0, description: message <> token, snippet: ""}
    {:error, {place, message, token}, error}
  end

  defp named(form, [], _options), do: form

  defp named(form, names, options) do
    file = Keyword.get(options, :file, "nofile")
    encoder = Keyword.fetch!(options, :static_atoms_encoder)

    found =
      for {stand_in, text, line, column} <- names, into: %{} do
        case encoder.(text, file: file, line: line, column: column) do
          {:ok, value} -> {stand_in, value}
          {:error, reason} -> throw({__MODULE__, [line: line, column: column], reason, text})
        end
      end

    replaced(form, found)
  end

  defp replaced(atom, found) when is_atom(atom), do: Map.get(found, atom, atom)
  defp replaced([head | tail], found), do: [replaced(head, found) | replaced(tail, found)]
  defp replaced(tuple, found) when is_tuple(tuple), do: tuple |> Tuple.to_list() |> replaced(found) |> List.to_tuple()
  defp replaced(other, _found), do: other

  defp literals(form, nil), do: form

  defp literals({@literal, meta, [value]}, encoder) do
    case encoder.(literals(value, encoder), meta) do
      {:ok, encoded} -> encoded
      {:error, reason} -> throw({__MODULE__, Keyword.take(meta, [:line, :column]), reason, inspect(value)})
    end
  end

  defp literals({head, meta, args}, encoder) when is_list(meta), do: {literals(head, encoder), meta, literals(args, encoder)}
  defp literals({left, right}, encoder), do: {literals(left, encoder), literals(right, encoder)}
  defp literals([head | tail], encoder), do: [literals(head, encoder) | literals(tail, encoder)]
  defp literals(other, _encoder), do: other

  @doc "Formats a text, with the functions in `sigils:` for sigils."
  def format(text, options) do
    wrap = fn value, meta -> {:ok, {:__block__, meta, [value]}} end
    options = Keyword.put_new(options, :file, nil)
    read = Keyword.take(options, [:line]) ++ [literal_encoder: wrap, token_metadata: true, unescape: false, emit_warnings: false]
    {form, comments} = Code.string_to_quoted_with_comments!(text, read)

    form
    |> Macro.prewalk(&sigil(&1, options))
    |> Code.quoted_to_algebra([comments: comments, escape: false] ++ options)
    |> Inspect.Algebra.format(Keyword.get(options, :line_length, 98))
  end

  defp sigil({head, meta, [{:<<>>, inner, [text]}, modifiers]} = form, options) when is_atom(head) and is_list(modifiers) and is_binary(text) do
    with "sigil_" <> letters <- Atom.to_string(head),
         name = String.to_atom(letters),
         {:ok, fun} <- Keyword.fetch(options[:sigils], name) do
      about = [file: options[:file], line: meta[:line], sigil: name, modifiers: modifiers, opening_delimiter: meta[:delimiter]]
      {head, meta, [{:<<>>, inner, [text |> fun.(about) |> IO.iodata_to_binary()]}, modifiers]}
    else
      _ -> form
    end
  end

  defp sigil(form, _options), do: form
end

defmodule Phoenix.Template do
  @moduledoc "Renders templates of view modules: a function named like the template, or `render/2`."

  @doc "Renders a template."
  def render(module, template, format, assigns) do
    case Map.new(assigns) do
      %{layout: layout} = assigns -> within(layout, module, template, format, Map.delete(assigns, :layout))
      assigns -> call(module, template, format, assigns)
    end
  end

  defp within(layout, module, template, format, assigns) do
    content = call(module, template, format, assigns)

    case layout do
      {layout_module, name} -> call(layout_module, to_string(name), format, Map.put(assigns, :inner_content, content))
      _ -> content
    end
  end

  defp call(module, template, format, assigns) do
    function = String.to_atom(template)

    # If the function exists, its module is loaded.
    if :erlang.function_exported(module, function, 1) or (Code.ensure_loaded?(module) and function_exported?(module, function, 1)) do
      apply(module, function, [assigns])
    else
      module.render(template <> "." <> format, assigns)
    end
  end

  @doc "Renders a template as iodata."
  def render_to_iodata(module, template, format, assigns), do: encode(format, render(module, template, format, assigns))

  @doc "Renders a template as text."
  def render_to_string(module, template, format, assigns), do: module |> render_to_iodata(template, format, assigns) |> IO.iodata_to_binary()

  @doc "Encodes rendered content for the response."
  def encode(format, content) do
    case format do
      format when format in ["html", "js"] -> html(content)
      "json" -> Phoenix.json_library().encode_to_iodata!(content)
      _ -> content
    end
  end

  defp html({:safe, data}), do: data
  defp html(text) when is_binary(text), do: Plug.HTML.html_escape_to_iodata(text)
  defp html(other), do: Phoenix.HTML.Safe.to_iodata(other)
end

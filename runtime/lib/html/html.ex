defmodule Phoenix.HTML do
  @moduledoc """
  Safe text for pages. A string is escaped when it is rendered; `{:safe, iodata}` is not.
  """

  @doc "Marks text as safe, so that it is not escaped."
  def raw({:safe, value}), do: {:safe, value}
  def raw(nil), do: {:safe, ""}
  def raw(value) when is_binary(value) or is_list(value), do: {:safe, value}

  @doc "Escapes a value for HTML. Returns `{:safe, iodata}`."
  def html_escape({:safe, _} = safe), do: safe
  def html_escape(other), do: {:safe, Phoenix.HTML.Engine.encode_to_iodata!(other)}

  @doc "Returns the text of `{:safe, iodata}`, or the escaped text of another value."
  def safe_to_string({:safe, iodata}), do: IO.iodata_to_binary(iodata)

  @doc """
  Formats attributes. An attribute with the value `true` has only its name. Attributes with the
  value `nil` or `false` are omitted. `data`, `aria` and `phx` can have lists of attributes as
  values.
  """
  def attributes_escape(attrs) when is_list(attrs), do: {:safe, attributes(attrs)}
  def attributes_escape(attrs), do: {:safe, attrs |> Enum.to_list() |> attributes()}

  defp attributes([{key, value} | rest]) when is_atom(key), do: attributes([{Atom.to_string(key), value} | rest])
  defp attributes([{"id", value} | _]) when is_number(value), do: raise_id(value)
  defp attributes([{"class", value} | rest]) when is_list(value), do: [attribute("class", class(value)) | attributes(rest)]
  defp attributes([{name, value} | rest]) when name in ["data", "aria", "phx"] and is_list(value), do: [nested(name, value) | attributes(rest)]
  defp attributes([{key, value} | rest]), do: [attribute(key, value) | attributes(rest)]
  defp attributes([]), do: []

  defp raise_id(value) do
    raise ArgumentError, "attempting to set id attribute to #{value}, but setting the DOM ID to a number can lead to unpredictable behaviour. Instead consider prefixing the id with a string, such as \"user-#{value}\" or similar"
  end

  defp nested(prefix, pairs) do
    Enum.map(pairs, fn
      {key, value} when is_list(value) -> nested("#{prefix}-#{dash(key)}", value)
      {key, value} -> attribute("#{prefix}-#{dash(key)}", value)
    end)
  end

  defp dash(key) when is_atom(key), do: key |> Atom.to_string() |> String.replace("_", "-")
  defp dash(key), do: key

  defp attribute(_key, value) when value in [nil, false], do: []
  defp attribute(key, true), do: [?\s, escape(key)]
  defp attribute(key, value), do: [?\s, escape(key), ?=, ?", attribute_value(value), ?"]

  defp escape(key) when is_binary(key), do: Phoenix.HTML.Engine.html_escape(key)
  defp escape(key), do: Phoenix.HTML.Safe.to_iodata(key)

  defp attribute_value({:safe, data}), do: data
  defp attribute_value(value) when is_binary(value), do: Phoenix.HTML.Engine.html_escape(value)
  defp attribute_value(value), do: Phoenix.HTML.Safe.to_iodata(value)

  @doc false
  def class(list) do
    list |> List.flatten() |> Enum.filter(& &1) |> Enum.map_join(" ", &String.Chars.to_string/1)
  end

  @doc "Escapes text for a string in JavaScript."
  def javascript_escape({:safe, data}), do: {:safe, data |> IO.iodata_to_binary() |> javascript_escape("")}
  def javascript_escape(data) when is_binary(data), do: javascript_escape(data, "")

  defp javascript_escape(<<0x2028::utf8, t::binary>>, acc), do: javascript_escape(t, <<acc::binary, "\\u2028">>)
  defp javascript_escape(<<0x2029::utf8, t::binary>>, acc), do: javascript_escape(t, <<acc::binary, "\\u2029">>)
  defp javascript_escape(<<0::utf8, t::binary>>, acc), do: javascript_escape(t, <<acc::binary, "\\u0000">>)
  defp javascript_escape(<<"</", t::binary>>, acc), do: javascript_escape(t, <<acc::binary, ?<, ?\\, ?/>>)
  defp javascript_escape(<<"\r\n", t::binary>>, acc), do: javascript_escape(t, <<acc::binary, ?\\, ?n>>)
  defp javascript_escape(<<h, t::binary>>, acc) when h in [?", ?', ?\\, ?`], do: javascript_escape(t, <<acc::binary, ?\\, h>>)
  defp javascript_escape(<<h, t::binary>>, acc) when h in [?\r, ?\n], do: javascript_escape(t, <<acc::binary, ?\\, ?n>>)
  defp javascript_escape(<<h, t::binary>>, acc), do: javascript_escape(t, <<acc::binary, h>>)
  defp javascript_escape(<<>>, acc), do: acc

  @doc "Escapes text for an identifier in CSS."
  def css_escape(value) when is_binary(value) do
    for <<c::utf8 <- value>>, into: "" do
      cond do
        c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in [?-, ?_] or c >= 0x80 -> <<c::utf8>>
        c < 0x20 or c == 0x7F -> "\\" <> String.downcase(Integer.to_string(c, 16)) <> " "
        true -> <<?\\, c>>
      end
    end
    |> lead_digit()
  end

  defp lead_digit(<<c, rest::binary>>) when c in ?0..?9, do: "\\3" <> <<c>> <> " " <> rest
  defp lead_digit(text), do: text
end

defmodule Phoenix.HTML.Engine do
  @moduledoc "The EEx engine of HTML templates that are not HEEx. It escapes values."

  @behaviour EEx.Engine

  @doc "Returns the text of a rendered template."
  def encode_to_iodata!({:safe, body}), do: body
  def encode_to_iodata!(nil), do: ""
  def encode_to_iodata!(bin) when is_binary(bin), do: html_escape(bin)
  def encode_to_iodata!(list) when is_list(list), do: Phoenix.HTML.Safe.List.to_iodata(list)
  def encode_to_iodata!(other), do: Phoenix.HTML.Safe.to_iodata(other)

  @doc "Escapes a string."
  def html_escape(text) when is_binary(text) do
    case :binary.match(text, ["<", ">", "&", "\"", "'"]) do
      :nomatch ->
        text

      _ ->
        Enum.reduce([{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}], text, fn {sign, escaped}, text ->
          :binary.replace(text, sign, escaped, [:global])
        end)
    end
  end

  @doc """
  Returns the assign `key`. If the assign is missing, raises an error that lists the other
  assigns.
  """
  def fetch_assign!(assigns, key) do
    case Access.fetch(assigns, key) do
      {:ok, value} ->
        value

      :error ->
        raise ArgumentError, """
        assign @#{key} not available in template.

        Please make sure all proper assigns have been set. If you are
        calling a component, make sure you are passing all required
        assigns as arguments.

        Available assigns: #{inspect(Enum.map(assigns, &elem(&1, 0)))}
        """
    end
  end

  @impl true
  def init(_opts), do: %{iodata: [], dynamic: [], vars_count: 0}

  @impl true
  def handle_begin(state), do: %{state | iodata: [], dynamic: []}

  @impl true
  def handle_end(state), do: handle_body(state)

  @impl true
  def handle_body(%{iodata: iodata, dynamic: dynamic}) do
    {:__block__, [], Enum.reverse([{:safe, Enum.reverse(iodata)} | dynamic])}
  end

  @impl true
  def handle_text(state, _meta, text), do: %{state | iodata: [text | state.iodata]}

  @impl true
  def handle_expr(state, "=", ast) do
    var = Macro.var(:"arg#{state.vars_count}", __MODULE__)
    ast = quote(do: unquote(var) = Phoenix.HTML.Engine.encode_to_iodata!(unquote(assigns(ast))))
    %{state | dynamic: [ast | state.dynamic], iodata: [var | state.iodata], vars_count: state.vars_count + 1}
  end

  def handle_expr(state, "", ast), do: %{state | dynamic: [assigns(ast) | state.dynamic]}
  def handle_expr(state, marker, ast), do: EEx.Engine.handle_expr(state, marker, ast)

  defp assigns(ast) do
    Macro.prewalk(ast, fn
      {:@, meta, [{name, _, atom}]} when is_atom(name) and is_atom(atom) ->
        quote(line: meta[:line] || 0, do: Phoenix.HTML.Engine.fetch_assign!(var!(assigns), unquote(name)))

      other ->
        other
    end)
  end
end

defmodule Phoenix.Unused do
  @moduledoc "Parts of a generated project that lab does not need. They are accepted and have no effect. A message says so once."

  require Logger

  @config [https: "HTTPS of an endpoint (Caddy in front does that)"]

  @doc false
  def note_config(config) do
    for {key, what} <- @config, config[key] not in [nil, false, []], do: note(what)
    :ok
  end

  @doc "Prints once that something has no effect."
  def note(what) do
    unless :persistent_term.get({__MODULE__, what}, false) do
      :persistent_term.put({__MODULE__, what}, true)
      Logger.debug("#{what}: does nothing in lab")
    end

    :ok
  end

  @doc false
  defmacro __using__(what) do
    quote do
      @doc false
      def child_spec(_opts), do: %{id: __MODULE__, start: {__MODULE__, :start_link, [[]]}, restart: :temporary}

      @doc false
      def start_link(_opts) do
        Phoenix.Unused.note(unquote(what))
        :ignore
      end
    end
  end
end

defmodule Finch do
  @moduledoc "An HTTP client. lab has no network."
  use Phoenix.Unused, "Finch"
end

defmodule :telemetry_poller do
  @moduledoc "Periodic measurements of the node. In lab no reporter collects them."
  use Phoenix.Unused, "telemetry_poller"
end

defmodule Phoenix.Ecto.CheckRepoStatus do
  @moduledoc "Checks a database. lab has none."
  @behaviour Plug
  def init(opts), do: opts
  def call(conn, _opts), do: conn
end

defmodule Swoosh.Mailer do
  @moduledoc "Sends mail. lab sends none."

  @doc false
  defmacro __using__(_opts) do
    quote do
      def deliver(_email, _config \\ []) do
        Phoenix.Unused.note("mail")
        {:ok, %{}}
      end
    end
  end
end

defmodule Gettext do
  @moduledoc "Translations. In lab every text is its own translation, with `%{name}` replaced."

  @doc false
  defmacro __using__(opts) do
    if Keyword.has_key?(opts, :backend) do
      quote do
        import Gettext.Macros
      end
    else
      quote do
        use Gettext.Backend, unquote(opts)
      end
    end
  end

  @doc "Returns the text."
  def gettext(_backend, msgid, bindings \\ %{}), do: fill(msgid, bindings)

  @doc "Returns a text of a domain."
  def dgettext(_backend, _domain, msgid, bindings \\ %{}), do: fill(msgid, bindings)

  @doc "Returns the singular or the plural text, by the number."
  def ngettext(_backend, msgid, plural, n, bindings \\ %{}), do: number(msgid, plural, n, bindings)

  @doc "Returns the singular or the plural text of a domain."
  def dngettext(_backend, _domain, msgid, plural, n, bindings \\ %{}), do: number(msgid, plural, n, bindings)

  @doc "Returns the language."
  def get_locale(_backend \\ nil), do: "en"

  @doc "Does nothing, because there is only one language."
  def put_locale(_backend \\ nil, _locale), do: nil

  @doc false
  def number(msgid, plural, n, bindings), do: fill(if(n == 1, do: msgid, else: plural), bindings |> Map.new() |> Map.put(:count, n))

  @doc false
  def fill(text, bindings) do
    Enum.reduce(bindings, text, fn {key, value}, text -> String.replace(text, "%{#{key}}", to_string(value)) end)
  end
end

defmodule Gettext.Backend do
  @moduledoc "The translations of an application."

  @doc false
  defmacro __using__(_opts) do
    quote do
      defmacro gettext(msgid, bindings \\ Macro.escape(%{})), do: quote(do: Gettext.fill(unquote(msgid), unquote(bindings)))
      defmacro dgettext(_domain, msgid, bindings \\ Macro.escape(%{})), do: quote(do: Gettext.fill(unquote(msgid), unquote(bindings)))

      defmacro ngettext(msgid, plural, n, bindings \\ Macro.escape(%{})) do
        quote(do: Gettext.number(unquote(msgid), unquote(plural), unquote(n), unquote(bindings)))
      end

      defmacro dngettext(_domain, msgid, plural, n, bindings \\ Macro.escape(%{})) do
        quote(do: Gettext.number(unquote(msgid), unquote(plural), unquote(n), unquote(bindings)))
      end
    end
  end
end

defmodule Gettext.Macros do
  @moduledoc "The code for `use Gettext, backend: ...`."
  use Gettext.Backend
end

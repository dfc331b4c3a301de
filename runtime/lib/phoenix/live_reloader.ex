defmodule Phoenix.LiveReloader do
  @moduledoc """
  Reloads pages when a file that matches a pattern has changed:

      config :my_app, MyAppWeb.Endpoint, live_reload: [patterns: [~r"lib/my_app_web/.*\\.(ex|heex)$"]]

  Other options: `:notify`, a keyword list of topics with patterns; `:debounce` and `:interval` in milliseconds; `:target_window`; `:url`; `:suffix`;
  `:iframe_attrs`; `:reload_page_on_css_changes`; `:web_console_logger`, which sends the log to the page's console where `app.js` asks for that.
  """

  @behaviour Plug
  import Plug.Conn

  @impl true
  def init(opts), do: opts

  @impl true
  def call(%Plug.Conn{path_info: ["phoenix", "live_reload", "frame" | _]} = conn, _opts) do
    conn |> put_resp_content_type("text/html") |> send_resp(200, frame(conn.private.phoenix_endpoint)) |> halt()
  end

  def call(conn, _opts) do
    endpoint = conn.private.phoenix_endpoint
    if match?([_ | _], endpoint.config(:live_reload)[:patterns]), do: register_before_send(conn, &with_frame(&1, endpoint)), else: conn
  end

  # Adds a hidden frame to an HTML page. The frame listens for changes and reloads the page.
  defp with_frame(%{resp_body: body} = conn, endpoint) when body != nil do
    with [type | _] <- get_resp_header(conn, "content-type"),
         true <- String.starts_with?(type, "text/html"),
         [last | [_ | _] = before] <- body |> IO.iodata_to_binary() |> String.split("</body>") |> Enum.reverse() do
      %{conn | resp_body: [before |> Enum.reverse() |> Enum.intersperse("</body>"), tag(endpoint), "</body>", last]}
    else
      _ -> conn
    end
  end

  defp with_frame(conn, _endpoint), do: conn

  defp tag(endpoint) do
    config = endpoint.config(:live_reload)
    attrs = Keyword.merge([hidden: true, height: 0, width: 0, src: endpoint.path("/phoenix/live_reload/frame#{config[:suffix]}")], config[:iframe_attrs] || [])
    {:safe, attrs} = Phoenix.HTML.attributes_escape(attrs)
    ["<iframe", attrs, "></iframe>"]
  end

  defp frame(endpoint) do
    config = endpoint.config(:live_reload)

    options =
      Phoenix.json_library().encode!(%{
        url: config[:url] || endpoint.path("/phoenix/live_reload/socket#{config[:suffix]}"),
        interval: config[:interval] || 100,
        window: if(config[:target_window] == :top, do: "top", else: "parent"),
        styles: not (config[:reload_page_on_css_changes] || false)
      })

    ["<!DOCTYPE html>\n<html><body>\n<script type=\"module\">\n", :lab_live.module("phoenix"), :lab_live.module("live_reload"), "reloadOnChange(", String.replace(options, "<", "\\u003c"), ")\n</script>\n</body></html>\n"]
  end
end

defmodule Phoenix.LiveReloader.Socket do
  @moduledoc "The socket of `Phoenix.LiveReloader`."
  use Phoenix.Socket, log: false

  channel "phoenix:live_reload", Phoenix.LiveReloader.Channel

  @impl true
  def connect(_params, socket, _info), do: {:ok, socket}

  @impl true
  def id(_socket), do: nil
end

defmodule Phoenix.LiveReloader.Channel do
  @moduledoc "Pushes changes of files to a page."
  use Phoenix.Channel, log_join: false
  require Logger

  # This is the name of the process that watches the project's files. LabAssets.Builder also
  # reports changes of its files in memory to this process.
  @monitor :phoenix_live_reload_file_monitor

  @impl true
  def join("phoenix:live_reload", _params, socket) do
    case monitor() do
      {:ok, pid} ->
        FileSystem.subscribe(pid)
        config = socket.endpoint.config(:live_reload)
        if config[:web_console_logger], do: Phoenix.LiveReloader.WebConsoleLogger.subscribe(socket.pubsub_server)
        {:ok, %{}, assign(socket, patterns: config[:patterns] || [], notify: config[:notify] || [], debounce: config[:debounce] || 0)}

      {:error, reason} ->
        {:error, %{message: "live reload backend not running: #{inspect(reason)}"}}
    end
  end

  defp monitor() do
    case GenServer.start(FileSystem, Application.get_env(:phoenix_live_reload, :dirs, [File.cwd!()]), name: @monitor) do
      {:error, {:already_started, pid}} -> {:ok, pid}
      other -> other
    end
  end

  @impl true
  def handle_info({:file_event, _pid, {path, events}}, socket) when events != [:attribute] do
    for {topic, patterns} <- socket.assigns.notify, matches?(path, patterns) do
      Phoenix.PubSub.broadcast(socket.pubsub_server, to_string(topic), {:phoenix_live_reload, topic, path})
    end

    if matches?(path, socket.assigns.patterns), do: push_changes(socket, path)
    {:noreply, socket}
  end

  def handle_info({:logged, entry}, socket) do
    push(socket, "log", entry)
    {:noreply, socket}
  end

  def handle_info(_other, socket), do: {:noreply, socket}

  # Changes often come together. The page is told once for each file extension.
  defp push_changes(socket, path) do
    ref = if socket.assigns.debounce > 0, do: Process.send_after(self(), :debounced, socket.assigns.debounce)

    for path <- Enum.uniq_by([path | more(ref, socket)], &Path.extname/1) do
      Logger.debug("Live reload: #{Path.relative_to_cwd(path)}")
      push(socket, "assets_change", %{asset_type: path |> Path.extname() |> String.trim_leading(".")})
    end
  end

  defp more(nil, socket) do
    receive do
      {:file_event, _, {path, _}} -> if matches?(path, socket.assigns.patterns), do: [path | more(nil, socket)], else: more(nil, socket)
    after
      0 -> []
    end
  end

  defp more(timer, socket) do
    receive do
      :debounced -> []
      {:file_event, _, {path, _}} -> if matches?(path, socket.assigns.patterns), do: [path | more(timer, socket)], else: more(timer, socket)
    end
  end

  defp matches?(path, patterns), do: Enum.any?(patterns, &(path =~ &1)) and not (path =~ ~r{(^|/)_build/})
end

defmodule Phoenix.LiveReloader.WebConsoleLogger do
  @moduledoc false
  # This logger handler sends log entries to the pages that listen.

  @topic "phoenix:live_reload:log"

  @doc "Subscribes the calling process to log entries: `{:logged, %{level: level, msg: text, file: file, line: line}}`."
  def subscribe(pubsub) do
    :logger.add_handler(__MODULE__, __MODULE__, %{config: pubsub, formatter: Logger.default_formatter(format: "$message", colors: [enabled: false])})
    Phoenix.PubSub.subscribe(pubsub, @topic)
  end

  @doc false
  def log(%{level: level, meta: meta} = event, %{config: pubsub, formatter: {formatter, format}}) do
    text = event |> formatter.format(format) |> IO.chardata_to_string()
    file = if meta[:file], do: to_string(meta.file)
    Phoenix.PubSub.local_broadcast(pubsub, @topic, {:logged, %{level: level, msg: text, file: file, line: meta[:line]}})
  end
end

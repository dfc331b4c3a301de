defmodule Phoenix.LiveViewTest.Asked do
  @moduledoc false
  # Sends queries of a test to the client that simulates a browser, and reads the messages of this
  # client.

  alias Phoenix.LiveView.Utils
  alias Phoenix.LiveViewTest.{Element, Form}

  @doc "Performs an action on a page. Returns its HTML, or `{:error, {kind, opts}}` if it led to another page."
  def deed(%{proxy: {_, "lv:" <> id, pid}}, deed) do
    case GenServer.call(pid, {:do, id, deed}, :infinity) do
      {:ok, html} -> html
      {:error, {:raise, text}} -> raise ArgumentError, text
      {:error, _} = error -> error
    end
  end

  def call!(pid, message) do
    case GenServer.call(pid, message, :infinity) do
      {:ok, value} -> value
      {:error, {:raise, text}} -> raise ArgumentError, text
      {:error, _} = error -> exit({:shutdown, error})
    end
  end

  def await_asyncs(%{proxy: {_, "lv:" <> id, pid}} = asked, timeout) do
    case call!(pid, {:asyncs, id}) do
      [] -> :ok
      pids -> pids |> Enum.map(&Process.monitor/1) |> ended!(timeout) && await_asyncs(asked, timeout)
    end
  end

  defp ended!(monitors, timeout) do
    for monitor <- monitors do
      receive do
        {:DOWN, ^monitor, _, _, _} -> true
      after
        timeout -> raise RuntimeError, "expected async processes to finish within #{timeout}ms"
      end
    end
  end

  @doc "Waits for a patch or a redirect, to a path if a path is given. Raises after the timeout."
  def arrived!(%{proxy: {ref, topic, _}} = view, kind, nil, timeout) do
    receive do
      {^ref, {^kind, ^topic, opts}} -> opts
    after
      timeout -> raise ArgumentError, "expected #{inspect(view.module)} to #{kind}, but got none"
    end
  end

  def arrived!(%{proxy: {ref, topic, _}} = view, kind, to, timeout) do
    receive do
      {^ref, {^kind, ^topic, %{to: ^to} = opts}} -> opts
    after
      timeout -> raise ArgumentError, "expected #{inspect(view.module)} to #{kind} to #{inspect(to)}, but got #{others(ref, topic, kind)}"
    end
  end

  defp others(ref, topic, kind) do
    case heard(ref, topic, kind) do
      nil -> "none"
      opts -> "a #{kind} to #{inspect(opts.to)}"
    end
  end

  defp heard(ref, topic, kind) do
    receive do
      {^ref, {^kind, ^topic, opts}} -> opts
    after
      0 -> nil
    end
  end

  def redirect!(view, to, timeout) do
    opts = arrived!(view, :redirect, to, timeout)
    flash = if is_binary(opts[:flash]), do: Utils.verify_flash(view.endpoint, opts.flash), else: opts[:flash] || %{}
    {opts.to, flash}
  end

  def refute!(%{proxy: {ref, topic, _}} = view, kind, to) do
    case heard(ref, topic, kind) do
      %{to: path} when to in [nil, path] -> raise ArgumentError, "expected #{inspect(view.module)} not to #{kind} to #{inspect(path)}"
      _ -> :ok
    end
  end

  @doc "Submits a form over HTTP."
  def submit(%Element{proxy: {_, "lv:" <> id, pid}} = form, conn, endpoint, triggered?) do
    {node, _} = call!(pid, {:find, id, form})
    if triggered? and LabPage.attribute(node, "phx-trigger-action") == nil, do: raise(ArgumentError, "could not follow trigger action because form #{inspect(form.selector)} did not have phx-trigger-action attribute")
    params = node |> Form.fields(form.form_data || %{}) |> URI.encode_query() |> Plug.Conn.Query.decode()
    {method, params} = Map.pop(params, "_method", LabPage.attribute(node, "method") || "get")
    Phoenix.ConnTest.dispatch(conn, endpoint, method |> String.downcase() |> String.to_existing_atom(), LabPage.attribute(node, "action") || "/", params)
  end

  @doc "Writes a page to a file and passes it to a function."
  def in_file(html, open_fun) do
    path = Path.join(System.tmp_dir!(), "lab-page-#{System.unique_integer([:positive])}.html")
    File.write!(path, html)
    open_fun.(path)
  end
end

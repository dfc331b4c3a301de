defmodule LabAssets.Builder do
  @moduledoc """
  Builds and caches the files of one profile. The files are built on first use, and again when a
  source has changed.
  """

  use GenServer

  alias LabAssets.Making

  # Sources are checked at this interval in milliseconds after a page has been served.
  @look 1000

  @doc false
  def child_spec({name, profile}), do: %{id: name, start: {GenServer, :start_link, [__MODULE__, profile, [name: name]]}}

  @doc "Returns a file of the profile: `{:ok, contents}`, `{:error, text}`, or :none."
  def file(name, path), do: GenServer.call(name, {:file, path}, :infinity)

  @impl true
  def init(profile), do: {:ok, %{profile: profile, made: nil, files: %{}, watching: false}}

  @impl true
  def handle_call({:file, path}, _from, state) do
    state = state |> fresh() |> watched()

    case state.files do
      %{^path => contents} -> {:reply, {:ok, contents}, state}
      _ when state.made.errors != "" -> {:reply, {:error, state.made.errors}, state}
      _ -> {:reply, :none, state}
    end
  end

  @impl true
  def handle_info(:look, state) do
    Process.send_after(self(), :look, @look)
    # A bundle without sources cannot be watched. The next request of a page builds it again.
    {:noreply, if(state.made.stamp, do: fresh(state), else: state)}
  end

  defp watched(%{watching: true} = state), do: state

  defp watched(state) do
    Process.send_after(self(), :look, @look)
    %{state | watching: true}
  end

  # On errors, the last good files stay on disk.
  defp fresh(%{made: made, profile: profile} = state) do
    if Making.stale?(made) do
      if profile.tool == :esbuild and made && made.stamp, do: IO.puts("[watch] build started")
      new = Making.make(profile)
      say(profile.tool, made, new)
      if made && new.errors == "", do: for({path, text} <- new.files, state.files[path] != text, do: FileSystem.changed(:phoenix_live_reload_file_monitor, path))
      %{state | made: new, files: if(new.errors == "", do: new.files, else: state.files)}
    else
      state
    end
  end

  # A bundle that failed before reading any source is rebuilt for each request, but its error is
  # printed once.
  defp say(_tool, %{errors: same}, %{errors: same, stamp: nil}), do: :ok

  defp say(tool, made, new) do
    IO.write(new.warnings <> new.errors)
    if tool == :esbuild and new.stamp, do: IO.puts("[watch] build finished" <> if(made, do: "", else: ", watching for changes..."))
  end
end

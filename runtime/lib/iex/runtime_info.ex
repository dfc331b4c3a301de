defmodule IEx.RuntimeInfo do
  @moduledoc false

  @topics [:system, :memory, :limits]

  @doc "Prints information about the node by topic."
  def print(topics) do
    Enum.each(topics, &topic/1)
    IO.puts(["\n", pad("Showing topics:"), inspect(topics)])
    IO.puts([pad("Additional topics:"), inspect([:applications] -- topics)])
    IO.puts("\nTo view a specific topic call runtime_info(topic)\n")
  end

  defp topic(:system) do
    header("System and architecture")
    row("Elixir version", System.version())
    row("Erlang/OTP version", System.otp_release())
    row("ERTS version", "13.1.5")
    row("Compiled for", :erlang.system_info(:system_architecture))
    row("Schedulers", :erlang.system_info(:schedulers))
    row("Schedulers online", :erlang.system_info(:schedulers_online))
  end

  defp topic(:memory) do
    header("Memory")

    # The total includes memory that the engine does not attribute to any of these.
    for {name, key} <- [Atoms: :atom, Binaries: :binary, Code: :code, ETS: :ets, Processes: :processes, Total: :total],
        count = :erlang.memory()[key],
        count > 0,
        do: row(to_string(name), bytes(count))
  end

  defp topic(:limits) do
    header("Statistics / limits")
    {uptime, _} = :erlang.statistics(:wall_clock)
    row("Uptime", uptime(uptime))
    row("Run queue", :erlang.statistics(:run_queue))
    used("Atoms", :atom_count, :atom_limit)
    row("ETS", length(:ets.all()))
    used("Ports", :port_count, :port_limit)
    used("Processes", :process_count, :process_limit)
  end

  defp topic(:applications) do
    header("Loaded OTP applications")
    started = for {app, _, _} <- Application.started_applications(), do: app

    for {app, _, vsn} <- Enum.sort(Application.loaded_applications()) do
      row(Atom.to_string(app), String.pad_trailing("#{vsn}", 20) <> if(app in started, do: "(started)", else: ""))
    end
  end

  defp topic(topic) do
    raise ArgumentError, "unknown topic #{inspect(topic)}, expected one of #{inspect([:applications | @topics])}"
  end

  defp header(text), do: IO.puts(["\n## ", text, " \n"])
  defp row(name, value), do: IO.puts([pad(name), to_string(value)])
  defp pad(text), do: String.pad_trailing(text, 21)

  defp used(name, count, limit) do
    count = :erlang.system_info(count)
    limit = :erlang.system_info(limit)
    row(name, "#{count} / #{limit} (#{div(count * 100, limit)}% used)")
  end

  def bytes(n) when n >= 1_048_576, do: "#{div(n, 1_048_576)} MB"
  def bytes(n) when n >= 1024, do: "#{div(n, 1024)} KB"
  def bytes(n), do: "#{n} B"

  defp uptime(ms) do
    seconds = div(ms, 1000)
    parts = [{div(seconds, 86400), "days"}, {rem(div(seconds, 3600), 24), "hours"}, {rem(div(seconds, 60), 60), "minutes"}, {rem(seconds, 60), "seconds"}]
    parts |> Enum.drop_while(fn {n, unit} -> n == 0 and unit != "seconds" end) |> Enum.map_join(" and ", fn {n, unit} -> "#{n} #{unit}" end)
  end
end

defmodule System.Tool do
  @moduledoc false
  # Stands in for the programs whose work a node can do itself. Test helpers of distributed projects
  # start epmd.

  @doc "Returns `{output, status}` of a program, or `:unknown`."
  def run(program, args), do: if(Path.basename(program, ".exe") == "epmd", do: epmd(args), else: :unknown)

  defp epmd(["-daemon"]) do
    case :erl_epmd.ensure() do
      :ok -> {"", 0}
      {:error, text} -> {text <> "\n", 1}
    end
  end

  defp epmd(["-names"]) do
    with :ok <- :erl_epmd.ensure(), {:ok, names} <- :erl_epmd.names() do
      lines = for {name, port} <- names, do: "name #{name} at port #{port}\n"
      {IO.iodata_to_binary(["epmd: up and running on port #{:erl_epmd.port()} with data:\n" | lines]), 0}
    else
      _ -> {"epmd: Cannot connect to local epmd\n", 1}
    end
  end

  defp epmd(_), do: :unknown

  @doc "Runs a command for `:os.cmd/1`."
  def os_cmd(command) do
    case command |> IO.chardata_to_string() |> String.split() do
      [program | args] ->
        case run(program, args) do
          {output, _status} -> String.to_charlist(output)
          :unknown -> raise ":os.cmd/1 is not part of lab: programs here cannot run a shell"
        end

      [] ->
        ~c""
    end
  end
end

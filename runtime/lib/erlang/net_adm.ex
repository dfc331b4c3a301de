defmodule :net_adm do
  @moduledoc false

  # Looks for the file in the node's folder only, because programs see no other.
  def host_file() do
    case File.read(".hosts.erlang") do
      {:ok, text} -> terms(text, Regex.scan(~r/^\s*(?:'([^'\n]+)'|([a-z][\w@]*))\.\s*(?:%.*)?$/m, text, capture: :all_but_first))
      {:error, reason} -> {:error, reason}
    end
  end

  # A file with anything but hosts, comments and blank lines is invalid.
  defp terms(text, hosts) do
    lines = for line <- String.split(text, "\n"), line = String.trim(line), line != "", not String.starts_with?(line, "%"), do: line

    if length(lines) == length(hosts) do
      for host <- hosts, do: host |> List.last() |> String.to_atom()
    else
      {:error, {:bad_term, ~c".hosts.erlang"}}
    end
  end
end

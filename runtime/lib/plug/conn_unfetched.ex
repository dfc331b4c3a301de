defmodule Plug.Conn.Unfetched do
  @moduledoc "Stands for data that has not been fetched yet, such as the cookies."

  @behaviour Access

  defstruct [:aspect]

  def fetch(%{aspect: aspect}, key), do: refuse(aspect, key)
  def get(%{aspect: aspect}, key, _default), do: refuse(aspect, key)
  def get_and_update(%{aspect: aspect}, key, _fun), do: refuse(aspect, key)
  def pop(%{aspect: aspect}, key), do: refuse(aspect, key)

  defp refuse(aspect, key) do
    raise ArgumentError, "cannot fetch key #{inspect(key)} from conn.#{aspect} because they were not fetched" <> hint(aspect)
  end

  defp hint(aspect) when aspect in [:cookies, :query_params], do: ". Call Plug.Conn.fetch_#{aspect}/2 to fetch them"
  defp hint(_), do: ". Configure and invoke Plug.Parsers to fetch params based on the request"
end

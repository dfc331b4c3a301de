defmodule Plug.Conn.Adapter do
  @moduledoc "The functions that a connection needs from its server."

  @callback send_resp(payload :: term, status :: integer, headers :: list, body :: iodata) :: {:ok, binary | nil, term}
  @callback send_file(payload :: term, integer, list, file :: binary, offset :: integer, length :: integer | :all) :: {:ok, binary | nil, term}
  @callback send_chunked(payload :: term, integer, list) :: {:ok, binary | nil, term}
  @callback chunk(payload :: term, iodata) :: :ok | {:ok, binary, term} | {:error, term}
  @callback read_req_body(payload :: term, keyword) :: {:ok, binary, term} | {:more, binary, term} | {:error, term}
  @callback inform(payload :: term, integer, list) :: :ok | {:ok, term} | {:error, term}
  @callback upgrade(payload :: term, atom, term) :: {:ok, term} | {:error, term}
  @callback get_peer_data(payload :: term) :: map
  @callback get_http_protocol(payload :: term) :: atom
  @optional_callbacks inform: 3, upgrade: 3
end

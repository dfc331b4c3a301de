defmodule Plug.Conn.NotSentError do
  @moduledoc "A plug returned without sending a response."
  defexception message: "a response was neither set nor sent from the connection"
end

defmodule Plug.Conn.AlreadySentError do
  @moduledoc "The response has been sent already."
  defexception message: "the response was already sent"
end

defmodule Plug.Conn.CookieOverflowError do
  @moduledoc "A cookie is larger than browsers accept."
  defexception message: "cookie exceeds maximum size of 4096 bytes"
end

defmodule Plug.Conn.InvalidHeaderError do
  @moduledoc "A header contains invalid characters."
  defexception message: "header is invalid"
end

defmodule Plug.Conn.InvalidQueryError do
  @moduledoc "The query of a request is invalid."
  defexception message: "query string is invalid", plug_status: 400
end

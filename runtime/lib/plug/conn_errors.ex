defmodule Plug.Conn.NotSentError do
  @moduledoc "A plug returned without an answer."
  defexception message: "a response was neither set nor sent from the connection"
end

defmodule Plug.Conn.AlreadySentError do
  @moduledoc "The answer has been sent."
  defexception message: "the response was already sent"
end

defmodule Plug.Conn.CookieOverflowError do
  @moduledoc "A cookie is larger than browsers keep."
  defexception message: "cookie exceeds maximum size of 4096 bytes"
end

defmodule Plug.Conn.InvalidHeaderError do
  @moduledoc "A header has characters that it must not have."
  defexception message: "header is invalid"
end

defmodule Plug.Conn.InvalidQueryError do
  @moduledoc "The query of a request cannot be read."
  defexception message: "query string is invalid", plug_status: 400
end

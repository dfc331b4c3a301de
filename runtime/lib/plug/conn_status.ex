defmodule Plug.Conn.Status do
  @moduledoc "The statuses of HTTP, by number and by name."

  statuses = [
    {100, "Continue"}, {101, "Switching Protocols"}, {102, "Processing"}, {103, "Early Hints"},
    {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {203, "Non-Authoritative Information"}, {204, "No Content"},
    {205, "Reset Content"}, {206, "Partial Content"}, {207, "Multi-Status"}, {208, "Already Reported"}, {226, "IM Used"},
    {300, "Multiple Choices"}, {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"},
    {305, "Use Proxy"}, {306, "Switch Proxy"}, {307, "Temporary Redirect"}, {308, "Permanent Redirect"},
    {400, "Bad Request"}, {401, "Unauthorized"}, {402, "Payment Required"}, {403, "Forbidden"}, {404, "Not Found"},
    {405, "Method Not Allowed"}, {406, "Not Acceptable"}, {407, "Proxy Authentication Required"}, {408, "Request Timeout"},
    {409, "Conflict"}, {410, "Gone"}, {411, "Length Required"}, {412, "Precondition Failed"}, {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"}, {415, "Unsupported Media Type"}, {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"}, {418, "I'm a teapot"}, {421, "Misdirected Request"}, {422, "Unprocessable Entity"},
    {423, "Locked"}, {424, "Failed Dependency"}, {425, "Too Early"}, {426, "Upgrade Required"}, {428, "Precondition Required"},
    {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"}, {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"}, {503, "Service Unavailable"},
    {504, "Gateway Timeout"}, {505, "HTTP Version Not Supported"}, {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"}, {508, "Loop Detected"}, {510, "Not Extended"}, {511, "Network Authentication Required"}
  ]

  @reasons Map.new(statuses)

  @atoms Map.new(statuses, fn {code, reason} ->
           name = reason |> String.downcase() |> String.replace("'", "") |> String.replace(["-", " "], "_")
           {code, String.to_atom(name)}
         end)

  @codes Map.new(@atoms, fn {code, atom} -> {atom, code} end)

  @doc "Returns the number of a status."
  def code(number) when number in 100..999, do: number

  def code(name) when is_atom(name) do
    case @codes do
      %{^name => code} -> code
      _ -> raise FunctionClauseError, module: __MODULE__, function: :code, arity: 1
    end
  end

  @doc "Returns the name of a status."
  def reason_atom(code) do
    Map.get(@atoms, code) || raise(ArgumentError, "unknown status code #{inspect(code)}")
  end

  @doc "Returns the reason phrase of a status."
  def reason_phrase(code) do
    Map.get(@reasons, code) || raise(ArgumentError, "unknown status code #{inspect(code)}")
  end
end

defmodule PhoenixHello do
  @moduledoc """
  The application that the class works on. Each exercise changes a file in
  `lib/phoenix_hello/`; `lab run N` tells which.
  """
end

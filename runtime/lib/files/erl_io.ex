defmodule :io do
  @moduledoc "The client's side of the Erlang I/O protocol."

  @doc "Writes characters to a device."
  def put_chars(chars), do: put_chars(:standard_io, chars)

  def put_chars(device, chars) do
    case request(device, {:put_chars, :unicode, to_binary(chars)}) do
      :ok -> :ok
      {:error, reason} -> failed(reason, [device, chars])
    end
  end

  defp to_binary(chars) when is_binary(chars), do: chars

  defp to_binary(chars) do
    case :unicode.characters_to_binary(chars) do
      binary when is_binary(binary) -> binary
      _ -> :erlang.error(:no_translation)
    end
  rescue
    ArgumentError -> raise ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not valid character data (an iodata term)\n"
  end

  defp failed(reason, args) when reason in [:terminated, :calling_self], do: :erlang.error(reason, args)

  defp failed(:arguments, _args) do
    raise ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: the device does not exist\n"
  end

  defp failed(:no_translation, args), do: :erlang.error(:no_translation, args)

  # File system errors are reported as an error of the first argument.
  defp failed(reason, _args) when is_atom(reason) do
    raise ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: #{:file.format_error(reason)} (#{reason})\n"
  end

  defp failed(_reason, args), do: :erlang.error(:badarg, args)

  @doc "Writes a newline."
  def nl(), do: put_chars("\n")
  def nl(device), do: put_chars(device, "\n")

  @doc "Writes formatted text."
  def format(format), do: format(format, [])
  def format(format, args), do: format(:standard_io, format, args)

  def format(device, format, args) do
    put_chars(device, :io_lib.format(format, args))
  end

  def fwrite(format), do: format(format, [])
  def fwrite(format, args), do: format(format, args)
  def fwrite(device, format, args), do: format(device, format, args)

  @doc "Writes a term in Erlang's syntax to a device."
  def write(term), do: write(:standard_io, term)
  def write(device, term), do: format(device, ~c"~w", [term])

  @doc "Reads a line, after the prompt."
  def get_line(prompt), do: get_line(:standard_io, prompt)
  def get_line(device, prompt), do: request(device, {:get_line, :unicode, prompt})

  @doc "Reads characters, after the prompt."
  def get_chars(prompt, count), do: get_chars(:standard_io, prompt, count)
  def get_chars(device, prompt, count), do: request(device, {:get_chars, :unicode, prompt, count})

  @doc "Prints the prompt and reads a term that ends with a dot."
  def read(prompt), do: read(:standard_io, prompt)
  def read(device, prompt), do: read(device, prompt, 1)
  def read(device, prompt, location), do: read(device, prompt, location, [])

  def read(device, prompt, location, options) do
    case scan_erl_form(device, prompt, location, options) do
      {:ok, tokens, at} -> with {:error, info} <- :erl_parse.parse_term(tokens), do: if(location == 1, do: {:error, info}, else: {:error, info, at})
      {:error, info, _at} when location == 1 -> {:error, info}
      {:eof, _at} when location == 1 -> :eof
      other -> other
    end
  end

  @doc "Prints the prompt and reads the tokens up to a dot."
  def scan_erl_form(prompt), do: scan_erl_form(:standard_io, prompt)
  def scan_erl_form(device, prompt), do: scan_erl_form(device, prompt, 1)
  def scan_erl_form(device, prompt, location), do: scan_erl_form(device, prompt, location, [])
  def scan_erl_form(device, prompt, location, options), do: until(device, prompt, {:erl_scan, :tokens, [location, options]})

  def scan_erl_exprs(prompt), do: scan_erl_form(prompt)
  def scan_erl_exprs(device, prompt), do: scan_erl_form(device, prompt)
  def scan_erl_exprs(device, prompt, location), do: scan_erl_form(device, prompt, location)
  def scan_erl_exprs(device, prompt, location, options), do: scan_erl_form(device, prompt, location, options)

  @doc "Prints the prompt and reads input as the format says."
  def fread(prompt, format), do: fread(:standard_io, prompt, format)
  def fread(device, prompt, format), do: until(device, prompt, {:io_lib, :fread, [to_charlist(format)]})

  defp until(device, prompt, {module, function, args}), do: request(device, {:get_until, :unicode, prompt, module, function, args})

  @doc "Reads a line without echo."
  def get_password(), do: get_password(:standard_io)
  def get_password(device), do: request(device, {:get_password, :unicode})

  @doc "Returns the width of the terminal as `{:ok, columns}`, or `{:error, :enotsup}`."
  def columns(), do: columns(:standard_io)

  def columns(device) do
    case request(device, {:get_geometry, :columns}) do
      n when is_integer(n) and n > 0 -> {:ok, n}
      _ -> {:error, :enotsup}
    end
  end

  @doc "Returns the height of the terminal."
  def rows(), do: rows(:standard_io)

  def rows(device) do
    case request(device, {:get_geometry, :rows}) do
      n when is_integer(n) and n > 0 -> {:ok, n}
      _ -> {:error, :enotsup}
    end
  end

  @doc "Returns the options of a device."
  def getopts(), do: getopts(:standard_io)
  def getopts(device), do: request(device, :getopts)

  @doc "Sets options of a device."
  def setopts(opts), do: setopts(:standard_io, opts)
  def setopts(device, opts), do: request(device, {:setopts, opts})

  @doc """
  Returns the range of printable characters: `:unicode`, which is all printable characters of
  Unicode.
  """
  def printable_range(), do: :unicode

  @doc "Sends several requests to a device in one message."
  def requests(requests), do: requests(:standard_io, requests)
  def requests(device, requests), do: request(device, {:requests, requests})

  @doc "Sends one request to a device and waits for its answer."
  def request(request), do: request(:standard_io, request)

  def request(device, request) do
    case device_pid(device) do
      nil ->
        {:error, :arguments}

      pid when pid == self() ->
        {:error, :calling_self}

      pid ->
        ref = :erlang.monitor(:process, pid)
        :erlang.send(pid, {:io_request, self(), ref, request})

        receive do
          {:io_reply, ^ref, reply} ->
            :erlang.demonitor(ref, [:flush])
            reply

          {:DOWN, ^ref, _, _, _} ->
            late_reply(ref)
        end
    end
  end

  # A device may reply and then end. In that case the reply has already arrived.
  defp late_reply(ref) do
    receive do
      {:io_reply, ^ref, reply} -> reply
    after
      0 -> {:error, :terminated}
    end
  end

  defp device_pid(:standard_io), do: :erlang.group_leader()
  defp device_pid(pid) when is_pid(pid), do: pid

  defp device_pid(:standard_error) do
    case :erlang.whereis(:standard_error) do
      :undefined -> device_pid(:user)
      pid -> pid
    end
  end

  defp device_pid(name) when is_atom(name) do
    case :erlang.whereis(name) do
      :undefined -> nil
      pid -> pid
    end
  end

  defp device_pid({name, node}), do: {name, node}
end

defmodule System do
  @moduledoc "The system of a node: versions, time, shutdown."

  @type time_unit :: :second | :millisecond | :microsecond | :nanosecond | :native | pos_integer

  @doc "Returns the version of Elixir that this runtime implements."
  def version(), do: "1.18.4"

  @doc "Returns the version and the build."
  def build_info() do
    %{version: version(), build: "1.18.4 (compiled with Erlang/OTP 25)", date: "", revision: "", otp_release: otp_release()}
  end

  @doc "Returns the version of OTP that this runtime implements."
  def otp_release(), do: "25"

  @doc "Returns the arguments after the file on the command line."
  def argv() do
    case :application.get_env(:elixir, :argv) do
      {:ok, args} -> args
      :undefined -> Enum.map(:init.get_plain_arguments(), &to_string/1)
    end
  end

  @doc "Sets the arguments that `argv/0` returns."
  def argv(args), do: :application.set_env(:elixir, :argv, args)

  @doc "Returns the number of running schedulers."
  def schedulers_online(), do: :erlang.system_info(:schedulers_online)

  @doc "Returns the number of schedulers."
  def schedulers(), do: :erlang.system_info(:schedulers)

  @doc "Ends the node at once."
  def halt(status \\ 0)
  def halt(status) when is_integer(status) or is_binary(status) or status == :abort, do: :erlang.halt(status)

  @doc "Stops the node in an orderly way."
  def stop(status \\ 0) when is_integer(status) or is_binary(status), do: :init.stop(status)

  @doc "Returns the id of the operating system's process."
  def pid(), do: List.to_string(:os.getpid())

  @doc "Returns the environment variables that a node can see."
  def get_env(), do: Map.new(:os.env(), fn {key, value} -> {to_string(key), to_string(value)} end)

  @doc "Returns an environment variable, or `default`."
  def get_env(varname, default \\ nil) when is_binary(varname) and (is_binary(default) or default == nil) do
    case :os.getenv(String.to_charlist(varname)) do
      false -> default
      value -> List.to_string(value)
    end
  end

  @doc "Returns an environment variable. Raises if it is not set."
  def fetch_env!(varname) when is_binary(varname) do
    get_env(varname) || raise System.EnvError, env: varname
  end

  @doc "Returns an environment variable: `{:ok, value}` or `:error`."
  def fetch_env(varname) when is_binary(varname) do
    case get_env(varname) do
      nil -> :error
      value -> {:ok, value}
    end
  end

  @doc "Sets an environment variable."
  def put_env(varname, value) when is_binary(varname) and is_binary(value) do
    if String.contains?(varname, "=") do
      raise ArgumentError, "cannot execute System.put_env/2 for key with \"=\", got: #{inspect(varname)}"
    end

    without_null!(varname, "put_env/2", "key")
    without_null!(value, "put_env/2", "value")
    :os.putenv(String.to_charlist(varname), String.to_charlist(value))
    :ok
  end

  @doc "Sets environment variables. Variables that are `nil` are removed."
  def put_env(enum) do
    Enum.each(enum, fn
      {name, nil} -> name |> to_string() |> delete_env()
      {name, value} -> put_env(to_string(name), to_string(value))
    end)
  end

  defp without_null!(text, function, what) do
    if String.contains?(text, <<0>>) do
      raise ArgumentError, "cannot execute System.#{function} for #{what} with null byte, got: #{inspect(text)}"
    end
  end

  @doc "Removes an environment variable."
  def delete_env(varname) do
    :os.unsetenv(String.to_charlist(varname))
    :ok
  end

  @doc "Runs `epmd -daemon` or `epmd -names`. Raises for any other command, because nodes of lab cannot run programs."
  def cmd(command, args, opts \\ []) when is_binary(command) and is_list(args) and is_list(opts) do
    without_null!(command, "cmd/3", "program")
    unless Enum.all?(args, &is_binary/1), do: raise(ArgumentError, "all arguments for System.cmd/3 must be binaries")
    Enum.each(opts, &known!(&1, "cmd/3"))

    if opts[:stderr_to_stdout] && opts[:use_stdio] == false do
      raise ArgumentError, "cannot use \"stderr_to_stdout: true\" and \"use_stdio: false\""
    end

    case System.Tool.run(command, args) do
      {output, status} -> {Enum.into([output], Keyword.get(opts, :into, "")), status}
      :unknown -> raise "System.cmd/3 is not part of lab: programs here cannot run #{inspect(command)}"
    end
  end

  @doc "Raises, because nodes of lab cannot run a shell."
  def shell(command, opts \\ []) when is_binary(command) and is_list(opts) do
    without_null!(command, "shell/2", "command")
    if String.trim(command) == "", do: {"", 0}, else: raise("System.shell/2 is not part of lab: programs here cannot run a shell")
  end

  @options [:into, :lines, :cd, :arg0, :stderr_to_stdout, :use_stdio, :parallelism, :env, :close_stdin]

  defp known!({key, _}, _function) when key in @options, do: :ok
  defp known!({key, value}, function), do: raise(ArgumentError, "invalid option #{inspect(key)} with value #{inspect(value)} for System.#{function}")

  @doc "Returns nil, because a node sees no programs."
  def find_executable(program) when is_binary(program) do
    without_null!(program, "find_executable/1", "program")
    nil
  end

  @doc "Returns the byte order of the system."
  def endianness(), do: :erlang.system_info(:endian)

  @doc "Returns the byte order of the system on which this was compiled."
  def compiled_endianness(), do: :erlang.system_info(:endian)

  @doc "Returns the current directory."
  @deprecated "Use File.cwd!/0 instead"
  def cwd!(), do: File.cwd!()

  @doc """
  Returns a folder for temporary files: the first writable folder of TMPDIR, TEMP, TMP, /tmp and
  the current folder. Returns nil if none is writable.
  """
  def tmp_dir() do
    named = for name <- ["TMPDIR", "TEMP", "TMP"], dir = get_env(name), do: dir
    here = with({:ok, dir} <- File.cwd(), do: [dir], else: (_ -> []))
    Enum.find_value(named ++ ["/tmp"] ++ here, &writable/1)
  end

  defp writable(dir) do
    case File.stat(dir) do
      {:ok, %{type: :directory, access: access}} when access in [:read_write, :write] -> Path.expand(dir)
      _ -> nil
    end
  end

  @doc "Returns a folder for temporary files. Raises if there is none."
  def tmp_dir!() do
    tmp_dir() || raise "could not get a writable temporary directory, please set the TMPDIR environment variable"
  end

  @doc """
  Returns the user's home folder, or nil if the environment does not name it. A node cannot access
  files there.
  """
  def user_home(), do: get_env(if(match?({:win32, _}, :os.type()), do: "USERPROFILE", else: "HOME"))

  @doc "Returns the user's home folder. Raises if the environment does not name it."
  def user_home!(), do: user_home() || raise("could not find the user home, please set the HOME environment variable")

  @doc """
  Registers `fun`, which is called with the exit status when the program ends: after a script, or by
  `System.stop/1`. The function registered last is called first.
  """
  def at_exit(fun) when is_function(fun, 1), do: Kernel.CLI.at_exit(fun)

  @signals [:sigabrt, :sigalrm, :sigchld, :sighup, :sigquit, :sigterm, :sigtstp, :sigusr1, :sigusr2]

  @doc "Calls `fun` when the operating system sends a signal. `id` is the name for `untrap_signal/2`."
  def trap_signal(signal, id \\ make_ref(), fun) when signal in @signals and is_function(fun, 0), do: System.SignalHandler.trap(signal, id, fun)

  @doc "Removes the function that `trap_signal/3` set for a signal under a name."
  def untrap_signal(signal, id) when signal in @signals, do: System.SignalHandler.untrap(signal, id)

  @doc "Returns the monotonic time, which never decreases."
  def monotonic_time(), do: :erlang.monotonic_time()
  def monotonic_time(unit), do: :erlang.monotonic_time(normalize_time_unit(unit))

  @doc "Returns the system's time."
  def system_time(), do: :erlang.system_time()
  def system_time(unit), do: :erlang.system_time(normalize_time_unit(unit))

  @doc "Returns the operating system's time."
  def os_time(), do: :os.system_time()
  def os_time(unit), do: :os.system_time(normalize_time_unit(unit))

  @doc "Returns the difference between system time and monotonic time."
  def time_offset(), do: :erlang.time_offset()
  def time_offset(unit), do: :erlang.time_offset(normalize_time_unit(unit))

  @doc "Converts a time from one unit to another."
  def convert_time_unit(time, from_unit, to_unit) do
    :erlang.convert_time_unit(time, normalize_time_unit(from_unit), normalize_time_unit(to_unit))
  end

  @doc "Returns a unique integer."
  def unique_integer(modifiers \\ []), do: :erlang.unique_integer(modifiers)

  @doc "Returns whether the node keeps running after its program."
  def no_halt(), do: :application.get_env(:elixir, :no_halt, false)
  def no_halt(boolean) when is_boolean(boolean), do: :application.set_env(:elixir, :no_halt, boolean)

  @doc false
  # Returns the normalised unit. Units from before Elixir 1.4 and OTP 19 cause a warning.
  def normalize_time_unit(unit) when unit in [:native, :second, :millisecond, :microsecond, :nanosecond], do: unit
  def normalize_time_unit(unit) when is_integer(unit) and unit > 0, do: unit
  def normalize_time_unit(unit) when unit in [:seconds], do: old_unit(unit, :second)
  def normalize_time_unit(unit) when unit in [:milliseconds, :milli_seconds], do: old_unit(unit, :millisecond)
  def normalize_time_unit(unit) when unit in [:microseconds, :micro_seconds], do: old_unit(unit, :microsecond)
  def normalize_time_unit(unit) when unit in [:nanoseconds, :nano_seconds], do: old_unit(unit, :nanosecond)

  def normalize_time_unit(other) do
    raise ArgumentError,
          "unsupported time unit. Expected :second, :millisecond, " <>
            ":microsecond, :nanosecond, or a positive integer, got #{inspect(other)}"
  end

  defp old_unit(unit, new) do
    IO.warn_once(
      {System, unit},
      "deprecated time unit: #{inspect(unit)}. A time unit should be :second, :millisecond, :microsecond, :nanosecond, or a positive integer",
      4
    )

    new
  end

  # Deprecated names

  @deprecated "Use File.cwd/0 instead"
  def cwd(), do: with({:ok, dir} <- File.cwd(), do: dir, else: (_ -> nil))

  @deprecated "Use System.pid/0 instead"
  def get_pid(), do: pid()

  @deprecated "Use __STACKTRACE__ instead"
  def stacktrace(), do: []
end

defmodule System.EnvError do
  defexception [:env]
  def message(%{env: env}), do: "could not fetch environment variable #{inspect(env)} because it is not set"
end

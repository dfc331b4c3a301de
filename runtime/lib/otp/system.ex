defmodule System do
  @moduledoc "The system the node runs on, as far as a lab lets it be seen."

  def version, do: "1.18.4"
  def otp_release, do: "25"
  def build_info, do: %{build: "1.18.4 (compiled with Erlang/OTP 25)", date: "", revision: "", version: "1.18.4", otp_release: "25"}
  def endianness, do: :little
  def compiled_endianness, do: :little
  def schedulers, do: :erlang.system_info(:schedulers)
  def schedulers_online, do: :erlang.system_info(:schedulers_online)

  def halt, do: halt(0)
  def halt(status), do: :erlang.halt(status)
  def stop, do: stop(0)
  def stop(status), do: :init.stop(status)

  def argv, do: :persistent_term.get({System, :argv}, [])
  def argv(args) when is_list(args), do: :persistent_term.put({System, :argv}, args)

  def get_env, do: for({name, value} <- :os.env(), into: %{}, do: {List.to_string(name), List.to_string(value)})
  def get_env(name, default \\ nil) when is_binary(name) do
    case :os.getenv(String.to_charlist(name)) do
      false -> default
      value -> List.to_string(value)
    end
  end

  def fetch_env(name) do
    case get_env(name) do
      nil -> :error
      value -> {:ok, value}
    end
  end

  def fetch_env!(name) do
    case fetch_env(name) do
      {:ok, value} ->
        value

      :error ->
        raise System.EnvError, env: name
    end
  end

  def put_env(name, value) when is_binary(name) and is_binary(value) do
    :os.putenv(String.to_charlist(name), String.to_charlist(value))
    :ok
  end

  def put_env(pairs), do: Enum.each(pairs, fn {name, value} -> if value, do: put_env(to_string(name), value), else: delete_env(to_string(name)) end)

  def delete_env(name) do
    :os.unsetenv(String.to_charlist(name))
    :ok
  end

  def monotonic_time, do: :erlang.monotonic_time()
  def monotonic_time(unit), do: :erlang.monotonic_time(unit(unit))
  def system_time, do: :erlang.system_time()
  def system_time(unit), do: :erlang.system_time(unit(unit))
  def os_time, do: :os.system_time()
  def os_time(unit), do: :os.system_time(unit(unit))
  def time_offset, do: :erlang.time_offset()
  def time_offset(unit), do: :erlang.time_offset(unit(unit))
  def convert_time_unit(time, from, to), do: :erlang.convert_time_unit(time, unit(from), unit(to))
  def unique_integer(modifiers \\ []), do: :erlang.unique_integer(modifiers)

  defp unit(unit) when unit in [:native, :second, :millisecond, :microsecond, :nanosecond], do: unit
  defp unit(unit) when is_integer(unit) and unit > 0, do: unit

  defp unit(other) do
    raise ArgumentError,
          "unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got: #{inspect(other)}"
  end

  def cmd(command, args, _opts \\ []) when is_binary(command) and is_list(args), do: refused("System.cmd/3")
  def shell(_command, _opts \\ []), do: refused("System.shell/2")

  defp refused(name) do
    raise RuntimeError, "#{name} is not part of lab: code in a lab starts no other programs"
  end

  def tmp_dir, do: nil
  def user_home, do: get_env("HOME")
  def cwd, do: elem(File.cwd(), 1)
  def pid, do: List.to_string(:os.getpid())
  def no_halt, do: :persistent_term.get({System, :no_halt}, false)
  def no_halt(value) when is_boolean(value), do: :persistent_term.put({System, :no_halt}, value)
end

defmodule System.EnvError do
  defexception [:env]

  @impl true
  def message(%{env: env}) do
    "could not fetch environment variable #{inspect(env)} because it is not set"
  end
end

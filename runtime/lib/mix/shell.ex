defmodule Mix.Shell do
  @moduledoc "The communication of tasks with the user: `Mix.shell/0` is a module with these callbacks."

  @callback info(message :: IO.ANSI.ansidata()) :: :ok
  @callback error(message :: IO.ANSI.ansidata()) :: :ok
  @callback prompt(message :: binary) :: binary
  @callback yes?(message :: binary) :: boolean
  @callback yes?(message :: binary, options :: keyword) :: boolean
  @callback cmd(command :: binary) :: integer
  @callback cmd(command :: binary, options :: keyword) :: integer
  @callback print_app() :: :ok

  @doc "Returns the name of the project whose task is running, if it belongs to an umbrella project."
  def printable_app_name() do
    config = Mix.Project.config()
    if :application.get_env(:mix, :umbrella, false), do: config[:app]
  end

  @doc false
  def refuse!(command), do: Mix.raise("programs cannot be run here, which \"#{command}\" asks for: it is not part of lab")

  @doc false
  # `default:` determines the meaning of an empty answer.
  def question(message, options) do
    case Keyword.get(options, :default, :yes) do
      :yes -> {message <> " [Yn]", &(&1 in ["", "y", "Y", "yes", "YES", "Yes"])}
      :no -> {message <> " [yN]", &(&1 in ["y", "Y", "yes", "YES", "Yes"])}
      other -> raise ArgumentError, "expected :default to be either :yes or :no, got: #{inspect(other)}"
    end
  end
end

defmodule Mix.Shell.IO do
  @moduledoc "The shell of a terminal."
  @behaviour Mix.Shell

  @impl true
  def print_app() do
    if name = Mix.Shell.printable_app_name(), do: IO.puts("==> #{name}")
    :ok
  end

  @impl true
  def info(message), do: IO.puts(IO.ANSI.format(message))

  @impl true
  def error(message), do: IO.puts(:stderr, IO.ANSI.format([:red, :bright, message]))

  @impl true
  def prompt(message), do: IO.gets(message <> " ")

  @impl true
  def yes?(message, options \\ []) do
    {text, yes} = Mix.Shell.question(message, options)
    answer = IO.gets(text <> " ")
    is_binary(answer) and yes.(String.trim(answer))
  end

  @impl true
  def cmd(command, _options \\ []), do: Mix.Shell.refuse!(command)
end

defmodule Mix.Shell.Quiet do
  @moduledoc "A shell that prints only errors."
  @behaviour Mix.Shell

  @impl true
  def print_app(), do: :ok

  @impl true
  def info(_message), do: :ok

  @impl true
  defdelegate error(message), to: Mix.Shell.IO
  @impl true
  defdelegate prompt(message), to: Mix.Shell.IO
  @impl true
  defdelegate yes?(message), to: Mix.Shell.IO
  @impl true
  defdelegate yes?(message, options), to: Mix.Shell.IO
  @impl true
  defdelegate cmd(command), to: Mix.Shell.IO
  @impl true
  defdelegate cmd(command, options), to: Mix.Shell.IO
end

defmodule Mix.Shell.Process do
  @moduledoc """
  A shell for tests. Output is a message to the calling process, `{:mix_shell, :info, [text]}`.
  Input is a message in the mailbox of this process, `{:mix_shell_input, :yes?, true}`.
  """
  @behaviour Mix.Shell

  @doc "Takes the messages in the mailbox and passes them to a function."
  def flush(callback \\ & &1) do
    receive do
      {:mix_shell, _, _} = message ->
        callback.(message)
        flush(callback)
    after
      0 -> :done
    end
  end

  @impl true
  def print_app() do
    if name = Mix.Shell.printable_app_name(), do: tell(:info, "==> #{name}")
    :ok
  end

  @impl true
  def info(message), do: tell(:info, formatted(message))

  @impl true
  def error(message), do: tell(:error, formatted(message))

  @impl true
  def prompt(message) do
    tell(:prompt, formatted(message))
    answer(:prompt, "no shell process input given for prompt/1")
  end

  @impl true
  def yes?(message, _options \\ []) do
    tell(:yes?, formatted(message))
    answer(:yes?, "no shell process input given for yes?/2")
  end

  @impl true
  def cmd(command, _options \\ []), do: Mix.Shell.refuse!(command)

  defp answer(kind, missing) do
    receive do
      {:mix_shell_input, ^kind, response} -> response
    after
      0 -> raise missing
    end
  end

  defp formatted(message), do: message |> IO.ANSI.format(false) |> IO.iodata_to_binary()

  # A process other than the test may run the task.
  defp tell(kind, text) do
    target = List.last([self() | Process.get(:"$callers", [])])
    send(target, {:mix_shell, kind, [text]})
    :ok
  end
end

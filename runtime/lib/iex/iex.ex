defmodule IEx do
  @moduledoc "The interactive shell: its configuration and its start."

  @doc "Configures the shell: `:colors`, `:inspect`, `:width`, `:history_size`, `:default_prompt`, `:alive_prompt`."
  def configure(options), do: IEx.Config.configure(options)

  @doc "The configuration of the shell."
  def configuration(), do: IEx.Config.configuration()

  @doc "Registers a function that runs when a shell starts."
  def after_spawn(fun) when is_function(fun), do: IEx.Config.after_spawn(fun)

  @doc "The functions registered by `after_spawn/1`."
  def after_spawn(), do: IEx.Config.after_spawn()

  @doc "Tells whether a shell was started."
  def started?(), do: IEx.Config.started?()

  @doc "The string in the shell's colour, where colours are on."
  def color(color, string), do: IEx.Config.color(color, string)

  @doc "The width of what the shell prints."
  def width(), do: IEx.Config.width()

  @doc "The options with which the shell inspects values."
  def inspect_opts(), do: IEx.Config.inspect_opts()

  @doc "A value that the shell does not print."
  def dont_display_result(), do: IEx.Config.dont_display_result()

  @doc "Starts a shell in the calling process and runs it to its end."
  def start(opts \\ []) do
    Process.put(:iex_server, true)
    IEx.Config.mark_started()
    for fun <- IEx.Config.after_spawn(), do: fun.()
    IEx.Server.run(opts)
  end

  @doc """
  Starts a shell in a process of its own, which first calls a function.

  `iex --remsh` of Elixir's own runtime asks for it, from the terminal that the shell is
  for.
  """
  def start(opts, {module, function, args}) do
    spawn(fn ->
      :io.setopts(binary: true, encoding: :unicode)
      apply(module, function, args)
      start(opts)
    end)
  end

  @doc false
  def shell(opts \\ []) do
    pid = spawn(fn -> start(opts) end)
    {:ok, pid}
  end
end

defmodule IEx.CLI do
  @moduledoc "What `iex --remsh` of Elixir's own runtime calls on the node of the shell."

  @doc "Waits until the terminal at the other end is ready."
  def remote_start(parent, ref) do
    send(parent, {:begin, ref, self()})

    receive do
      {:done, ^ref} -> :ok
    end
  end
end

defmodule IEx do
  @moduledoc "The interactive shell: its configuration and its start."

  @doc "Configures the shell: `:colors`, `:inspect`, `:width`, `:history_size`, `:default_prompt`, `:alive_prompt`."
  def configure(options), do: IEx.Config.configure(options)

  @doc "Returns the configuration of the shell."
  def configuration(), do: IEx.Config.configuration()

  @doc "Registers a function that runs when a shell starts."
  def after_spawn(fun) when is_function(fun), do: IEx.Config.after_spawn(fun)

  @doc "Returns the functions registered by `after_spawn/1`."
  def after_spawn(), do: IEx.Config.after_spawn()

  @doc "Returns whether a shell was started."
  def started?(), do: IEx.Config.started?()

  @doc "Returns the string in a colour of the shell, if colours are enabled."
  def color(color, string), do: IEx.Config.color(color, string)

  @doc "Returns the width of the shell's output."
  def width(), do: IEx.Config.width()

  @doc "Returns the options with which the shell inspects values."
  def inspect_opts(), do: IEx.Config.inspect_opts()

  @doc "Returns a value that the shell does not print."
  def dont_display_result(), do: IEx.Config.dont_display_result()

  @doc "Stops here and opens a prompt with the variables: `require IEx; IEx.pry()`. `continue` goes on."
  defmacro pry(), do: quote(do: IEx.Pry.pry(binding(), __ENV__))

  @doc "Sets a breakpoint: `break!(URI.parse/1)`, or with patterns, `break!(Shop.buy(:fig, n) when n > 1)`."
  defmacro break!(ast, stops \\ 1), do: __break__!(ast, stops, __CALLER__)

  @doc "Sets a breakpoint on a function."
  def break!(module, function, arity, stops \\ 1), do: IEx.Pry.break!(module, function, arity, nil, stops)

  @doc false
  def __break__!({:/, _, [{{:., _, [module, function]}, _, []}, arity]}, stops, env) when is_integer(arity) do
    quoted_break(Macro.expand(module, env), function, arity, nil, stops)
  end

  def __break__!({:when, _, [{{:., _, [module, function]}, _, args}, guard]}, stops, env), do: quoted_break(Macro.expand(module, env), function, length(args), {args, guard}, stops)
  def __break__!({{:., _, [module, function]}, _, args}, stops, env), do: quoted_break(Macro.expand(module, env), function, length(args), {args, nil}, stops)

  defp quoted_break(module, function, arity, condition, stops) do
    quote(do: IEx.Pry.break!(unquote(module), unquote(function), unquote(arity), unquote(Macro.escape(condition)), unquote(stops)))
  end

  @doc "Runs a shell in the calling process until it ends."
  def start(opts \\ []) do
    Process.put(:iex_server, true)
    IEx.Config.mark_started()
    for fun <- IEx.Config.after_spawn(), do: fun.()
    IEx.Server.run(opts)
  end

  @doc """
  Starts a shell in a new process, which first calls a function.

  `iex --remsh` of Elixir's own runtime calls this function from the terminal of the shell.
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
  @moduledoc "The functions that `iex --remsh` of Elixir's own runtime calls on the node of the shell."

  @doc "Waits until the terminal on the other node is ready."
  def remote_start(parent, ref) do
    send(parent, {:begin, ref, self()})

    receive do
      {:done, ^ref} -> :ok
    end
  end
end

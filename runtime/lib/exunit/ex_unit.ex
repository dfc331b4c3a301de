defmodule ExUnit do
  @moduledoc """
  Unit tests: call `ExUnit.start/1` and define modules that `use ExUnit.Case`.

  The tests of a script run when the script ends. `mix test` runs the tests of a project.
  """

  @type state :: nil | {:excluded, String.t()} | {:failed, failed} | {:invalid, struct} | {:skipped, String.t()}
  @type failed :: [{Exception.kind(), term, Exception.stacktrace()}]

  defmodule Test do
    @moduledoc "A test in the form that formatters receive."
    defstruct [:name, :case, :module, :state, time: 0, tags: %{}, logs: "", parameters: %{}]
    @type t :: %__MODULE__{}
  end

  defmodule TestModule do
    @moduledoc "A module of tests in the form that formatters receive."
    defstruct [:file, :name, :state, tags: %{}, tests: [], parameters: %{}, setup_all?: false]
    @type t :: %__MODULE__{}
  end

  defmodule TimeoutError do
    defexception [:timeout, :type]

    @impl true
    def message(%{timeout: timeout, type: type}) do
      """
      #{type} timed out after #{timeout}ms. You can change the timeout:

        1. per test by setting "@tag timeout: x" (accepts :infinity)
        2. per test module by setting "@moduletag timeout: x" (accepts :infinity)
        3. globally via "ExUnit.start(timeout: x)" configuration
        4. by running "mix test --timeout x" which sets timeout
        5. or by running "mix test --trace" which sets timeout to infinity
           (useful when using IEx.pry/0)

      where "x" is the timeout given as integer in milliseconds (defaults to 60_000).
      """
    end
  end

  defmodule MultiError do
    @moduledoc "Several failures of one test."
    defexception errors: []

    @impl true
    def message(%{errors: errors}) do
      "got the following errors:\n\n" <>
        Enum.map_join(errors, "\n\n", fn {kind, error, stack} -> Exception.format_banner(kind, error, stack) end)
    end
  end

  @defaults [
    assert_receive_timeout: 100,
    autorun: true,
    capture_log: false,
    colors: [],
    dry_run: false,
    exclude: [],
    exit_status: 2,
    formatters: [ExUnit.CLIFormatter],
    include: [],
    max_failures: :infinity,
    module_load_timeout: 60_000,
    only_test_ids: nil,
    rand_algorithm: :exsss,
    refute_receive_timeout: 100,
    repeat_until_failure: 0,
    slowest: 0,
    slowest_modules: 0,
    stacktrace_depth: 20,
    timeout: 60_000,
    trace: false,
    after_suite: []
  ]

  @doc "Starts ExUnit. The tests run when the program ends, unless `autorun: false` is given."
  def start(options \\ []) do
    ExUnit.Server.ensure_started()
    configure(options)

    if configuration()[:autorun] and not running_already?() do
      Application.put_env(:ex_unit, :at_exit, true)
      started = System.monotonic_time(:microsecond)
      System.at_exit(&run_at_exit(&1, started))
    end

    :ok
  end

  defp running_already?(), do: Application.get_env(:ex_unit, :at_exit, false)

  # The time since the start is the loading time of the file.
  defp run_at_exit(0, started) do
    configure(load_us: System.monotonic_time(:microsecond) - started)

    if run().failures > 0 do
      status = configuration()[:exit_status]
      System.at_exit(fn _ -> exit({:shutdown, status}) end)
    end
  end

  defp run_at_exit(_failed, _started), do: :ok

  @doc "Changes the configuration."
  def configure(options) do
    for {key, value} <- options, do: Application.put_env(:ex_unit, key, value)
    :ok
  end

  @doc "Returns the configuration."
  def configuration(), do: __configured__([])

  @doc false
  def __configured__(options) do
    @defaults
    |> Keyword.merge(max_cases: System.schedulers_online() * 2)
    |> Keyword.merge(Application.get_all_env(:ex_unit))
    |> Keyword.delete(:at_exit)
    |> Keyword.merge(options)
    |> Keyword.update!(:exclude, &List.wrap/1)
    |> Keyword.update!(:include, &List.wrap/1)
    |> traced()
  end

  # To measure the slowest tests, tests run one after the other.
  defp traced(options) do
    trace? = options[:trace] || options[:slowest] > 0 || options[:slowest_modules] > 0
    if trace?, do: Keyword.merge(options, trace: true, max_cases: 1), else: options
  end

  @doc """
  Runs the loaded tests, and the tests of `additional_modules`. Returns the numbers of tests and
  of failures.
  """
  def run(additional_modules \\ []) do
    ExUnit.Server.ensure_started()
    for module <- additional_modules, do: ExUnit.Server.add(module, module.__ex_unit__(:config))
    modules = ExUnit.Server.take()
    repeated(modules, configuration(), configuration()[:repeat_until_failure])
  end

  defp repeated(modules, options, left) do
    case ExUnit.Runner.run_modules(modules, __seeded__(options)) do
      %{failures: 0} when left > 0 -> repeated(modules, options, left - 1)
      result -> result
    end
  end

  @doc """
  Runs the loaded tests while other modules are being loaded. `await_run/1` returns the result.
  """
  def async_run() do
    ExUnit.Server.ensure_started()
    Task.async(fn -> run() end)
  end

  @doc "Waits for the tests of `async_run/0`."
  def await_run(task), do: Task.await(task, :infinity)

  @doc false
  # The seed is drawn once, so that a second run can use the same order. Tests can read the seed
  # in the configuration.
  def __seeded__(options) do
    seed = Keyword.get_lazy(options, :seed, fn -> :rand.uniform(1_000_000) - 1 end)
    configure(seed: seed)
    Keyword.put(options, :seed, seed)
  end

  @doc "Registers a function that is called with the results after all tests."
  def after_suite(function) when is_function(function, 1) do
    configure(after_suite: [function | configuration()[:after_suite]])
  end

  @doc "Returns the plural of a word, as given to `plural_rule/2`, or with an s."
  def plural_rule(word) when is_binary(word) do
    Map.get(Application.get_env(:ex_unit, :plural_rules, %{}), word, "#{word}s")
  end

  def plural_rule(word, plural) when is_binary(word) and is_binary(plural) do
    Application.put_env(:ex_unit, :plural_rules, Map.put(Application.get_env(:ex_unit, :plural_rules, %{}), word, plural))
  end

  @doc "Returns the supervisor of the processes that the current test started: `{:ok, supervisor}` or `:error`."
  def fetch_test_supervisor(), do: ExUnit.OnExit.supervisor(self())
end

defmodule ExUnit.Server do
  @moduledoc false
  # Holds the loaded modules with tests that have not run yet.

  use GenServer

  def ensure_started() do
    for server <- [__MODULE__, ExUnit.OnExit], Process.whereis(server) == nil do
      GenServer.start(server, [], name: server)
    end

    :ok
  end

  def add(module, config), do: GenServer.call(__MODULE__, {:add, module, config})
  def add_module(module, config), do: add(module, config)

  @doc """
  Has no effect. ExUnit waits for this call before it runs tests; lab runs the modules that are
  loaded when the run starts.
  """
  def modules_loaded(_async?), do: 0

  @doc "Removes and returns all modules, in the order in which they were loaded."
  def take(), do: GenServer.call(__MODULE__, :take)

  @impl true
  def init(_), do: {:ok, []}

  @impl true
  def handle_call({:add, module, config}, _from, modules) do
    {:reply, :ok, [{module, config} | List.keydelete(modules, module, 0)]}
  end

  def handle_call(:take, _from, modules), do: {:reply, Enum.reverse(modules), []}
end

defmodule ExUnit.OnExit do
  @moduledoc false
  # Keeps the functions to call when a test, or the tests of a module, have ended. The table
  # belongs to this server, and the test processes write to it.

  use GenServer

  @impl true
  def init(_) do
    :ets.new(__MODULE__, [:named_table, :public])
    {:ok, nil}
  end

  def register(pid), do: :ets.insert(__MODULE__, {pid, nil, []})

  def add(pid, name, callback) do
    case :ets.lookup(__MODULE__, pid) do
      [{^pid, _, callbacks}] -> :ets.update_element(__MODULE__, pid, {3, List.keystore(callbacks, name, 0, {name, callback})})
      [] -> :error
    end
  end

  def supervisor(pid) do
    case :ets.lookup(__MODULE__, pid) do
      [{^pid, nil, _}] ->
        {:ok, supervisor} = Supervisor.start_link(ExUnit.OnExit.Children, pid)
        :ets.update_element(__MODULE__, pid, {2, supervisor})
        {:ok, supervisor}

      [{^pid, supervisor, _}] ->
        {:ok, supervisor}

      [] ->
        :error
    end
  end

  @doc """
  Stops the supervisor of a process that has ended. Then calls the callbacks, from the last to the
  first. Returns nil or a failure.
  """
  def run(pid, timeout) do
    [{^pid, supervisor, callbacks}] = :ets.take(__MODULE__, pid)
    failures = if supervisor, do: stop(supervisor, timeout), else: []

    case failures ++ call(Enum.reverse(callbacks), timeout) do
      [] -> nil
      failures -> {:failed, failures}
    end
  end

  defp stop(supervisor, timeout) do
    ref = Process.monitor(supervisor)
    Process.exit(supervisor, :shutdown)

    receive do
      {:DOWN, ^ref, _, _, _} -> []
    after
      timeout -> [{:error, ExUnit.TimeoutError.exception(timeout: timeout, type: "supervisor shutdown"), []}]
    end
  end

  defp call([], _timeout), do: []

  defp call(callbacks, timeout) do
    me = self()
    {pid, ref} = spawn_monitor(fn -> send(me, {self(), Enum.flat_map(callbacks, &outcome/1)}) end)

    receive do
      {^pid, failures} ->
        Process.demonitor(ref, [:flush])
        failures

      {:DOWN, ^ref, _, _, reason} ->
        [{{:EXIT, pid}, reason, []}]
    after
      timeout ->
        Process.demonitor(ref, [:flush])
        Process.exit(pid, :kill)
        [{:error, ExUnit.TimeoutError.exception(timeout: timeout, type: "on_exit callback"), []}]
    end
  end

  defp outcome({_name, callback}) do
    callback.()
    []
  catch
    kind, reason -> [{kind, Exception.normalize(kind, reason, __STACKTRACE__), __STACKTRACE__}]
  end
end

defmodule ExUnit.OnExit.Children do
  @moduledoc false
  # This is the supervisor of the processes that a test starts. The test calls it to start
  # children.

  use Supervisor

  @impl true
  def init(test) do
    Process.put(:"$callers", [test])
    Supervisor.init([], strategy: :one_for_one, max_restarts: 1_000_000, max_seconds: 1)
  end
end

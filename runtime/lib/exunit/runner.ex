defmodule ExUnit.Runner do
  @moduledoc false
  # Runs the modules of tests: first the asynchronous modules concurrently, then the other modules
  # one by one. Each module has a process, and each of its tests has a process.

  alias ExUnit.Runner.Events

  @doc """
  Runs the tests like `run/1`. `load_us` is the loading time in microseconds. Returns the result.
  """
  def run(options, load_us), do: {[seed: 0] |> Keyword.merge(options) |> ExUnit.__configured__() |> Keyword.put(:load_us, load_us) |> run(), MapSet.new()}

  def run(options), do: run_modules(ExUnit.Server.take(), options)

  def run_modules(modules, options) do
    events = Events.start(options)
    modules = for {module, config} <- modules, test_module <- parameterized(module, config), do: {test_module, config}
    state = Map.merge(Map.new(options), %{events: events, started: now(), include: options[:include], exclude: options[:exclude]})
    Events.notify(events, {:suite_started, options})

    {async, sync} = modules |> shuffled(state) |> Enum.split_with(fn {_, config} -> config.async? end)
    {async_us, _} = :timer.tc(fn -> run_async(async, state) end)
    for {module, _} <- sync, not Events.enough?(events), do: run_module(module, state)

    times = %{run: now() - state.started, async: if(async != [], do: async_us), load: options[:load_us]}
    result = Events.finish(events, times)
    for callback <- options[:after_suite], do: callback.(result)
    result
  end

  defp now(), do: System.monotonic_time(:microsecond)

  defp parameterized(module, config) do
    test_module = module.__ex_unit__()

    case Map.get(config, :parameters) do
      nil -> [test_module]
      list -> for parameters <- list, do: %{test_module | parameters: Map.new(parameters)}
    end
  end

  defp run_async(modules, state) do
    modules
    |> grouped()
    |> Task.async_stream(fn group -> for module <- group, not Events.enough?(state.events), do: run_module(module, state) end,
      max_concurrency: state.max_cases,
      timeout: :infinity,
      ordered: false
    )
    |> Stream.run()
  end

  # Modules of the same group do not run concurrently.
  defp grouped(modules) do
    modules
    |> Enum.with_index()
    |> Enum.group_by(fn {{_, config}, i} -> Map.get(config, :group) || i end)
    |> Enum.sort_by(fn {_, [{_, first} | _]} -> first end)
    |> Enum.map(fn {_, members} -> for {{module, _}, _} <- members, do: module end)
  end

  # Seed 0 keeps the order of the files.
  defp shuffled(list, %{seed: 0}), do: list

  defp shuffled(list, %{seed: seed, rand_algorithm: algorithm}) do
    :rand.seed(algorithm, {seed, seed, seed})
    Enum.shuffle(list)
  end

  defp run_module(test_module, state) do
    wanted = for test <- test_module.tests, wanted?(test, state), do: test
    tests = for test <- wanted, do: prepared(test, test_module, test_module.tests, state)
    {to_run, left} = Enum.split_with(tests, &(&1.state == nil))
    test_module = %{test_module | tests: tests}
    Events.notify(state.events, {:module_started, test_module})

    # Excluded and skipped tests are reported at once.
    for test <- left do
      Events.notify(state.events, {:test_started, test})
      Events.notify(state.events, {:test_finished, test})
    end

    {state_of_module, run} = if to_run == [], do: {nil, []}, else: in_module_process(test_module, shuffled(to_run, state), state)
    Events.notify(state.events, {:module_finished, %{test_module | state: state_of_module, tests: Enum.reverse(run) ++ left}})
  end

  defp prepared(test, %{parameters: parameters}, lines, state) do
    tags = Map.merge(test.tags, %{test: test.name, module: test.module, case: test.module})
    test = %{test | tags: Map.merge(tags, parameters), parameters: parameters}

    case ExUnit.Filters.eval(state.include, state.exclude, tags, lines) do
      :ok -> %{test | state: nil}
      other -> %{test | state: other}
    end
  end

  defp wanted?(_test, %{only_test_ids: nil}), do: true
  defp wanted?(test, %{only_test_ids: ids}), do: {test.module, test.name} in ids

  # setup_all runs in a process that lives as long as the tests of the module.
  defp in_module_process(test_module, tests, state) do
    me = self()
    timeout = timeout(test_module.tags, state)

    {pid, ref} =
      spawn_monitor(fn ->
        ExUnit.OnExit.register(self())
        send(me, {self(), :setup_all, setup_all(test_module)})
        receive do: ({^me, :done} -> exit(:shutdown))
      end)

    {outcome, alive?} =
      receive do
        {^pid, :setup_all, outcome} ->
          {outcome, true}

        {:DOWN, ^ref, _, _, reason} ->
          {{:error, {:failed, [{{:EXIT, pid}, reason, []}]}}, false}
      after
        timeout -> {{:error, {:failed, [timed_out(pid, "setup_all callback", timeout)]}}, true}
      end

    {result, run} =
      case outcome do
        {:ok, context} -> {nil, run_tests(tests, context, state, [])}
        {:error, failed} -> {failed, invalid_all(tests, test_module, failed, state)}
      end

    if alive?, do: ended(pid, ref, timeout)
    {ExUnit.OnExit.run(pid, timeout) || result, run}
  end

  defp ended(pid, ref, timeout) do
    send(pid, {self(), :done})

    receive do
      {:DOWN, ^ref, _, _, _} -> :ok
    after
      timeout -> Process.exit(pid, :kill)
    end
  end

  defp invalid_all(tests, test_module, failed, state) do
    for test <- tests, not Events.enough?(state.events), do: invalid(test, test_module, failed, state)
  end

  defp setup_all(%{name: module, tags: tags, parameters: parameters, tests: tests}) do
    async = match?([%{tags: %{async: true}} | _], tests)
    context = tags |> Map.merge(parameters) |> Map.merge(%{module: module, case: module, async: async, describe: nil})
    {:ok, module.__ex_unit__(:setup_all, context)}
  catch
    kind, reason -> {:error, failed(kind, reason, __STACKTRACE__)}
  end

  defp invalid(test, test_module, failed, state) do
    test = %{test | state: {:invalid, %{test_module | state: failed}}}
    Events.notify(state.events, {:test_started, test})
    Events.notify(state.events, {:test_finished, test})
    test
  end

  defp run_tests([], _context, _state, done), do: done

  defp run_tests([test | rest], context, state, done) do
    if Events.enough?(state.events) do
      done
    else
      Events.notify(state.events, {:test_started, test})
      test = if state.dry_run, do: test, else: run_test(test, context, state)
      Events.notify(state.events, {:test_finished, test})
      run_tests(rest, context, state, [test | done])
    end
  end

  defp run_test(test, context, state) do
    context = context |> Map.merge(test.tags) |> Map.put(:ex_unit_parameters, test.parameters) |> ExUnit.Runner.Folder.make() |> Map.delete(:ex_unit_parameters)
    timeout = timeout(context, state)
    me = self()

    {pid, ref} =
      spawn_monitor(fn ->
        ExUnit.OnExit.register(self())
        :rand.seed(state.rand_algorithm, {:erlang.phash2(test.module), :erlang.phash2(test.name), state.seed})
        result = ExUnit.Runner.Capture.around(context, state, fn -> in_test_process(test, context) end)
        send(me, {self(), result, Process.info(self(), :links)})
        exit(:shutdown)
      end)

    test =
      receive do
        {^pid, {time, outcome, logs}, {:links, links}} ->
          receive do: ({:DOWN, ^ref, _, _, _} -> :ok)
          await_ends(links)
          %{test | time: time, state: outcome, logs: logs}

        {:DOWN, ^ref, _, _, reason} ->
          %{test | state: {:failed, [{{:EXIT, pid}, reason, []}]}}
      after
        timeout ->
          failure = timed_out(pid, "test", timeout)
          Process.demonitor(ref, [:flush])
          %{test | time: timeout * 1000, state: {:failed, [failure]}}
      end

    with_exit(test, ExUnit.OnExit.run(pid, timeout))
  end

  # The processes linked to a test end with the test. The next test may start processes with the
  # same names. So their end is awaited, but for @moment milliseconds at most: a process that
  # traps exits may go on.
  @moment 50

  defp await_ends(links) do
    refs = for pid <- links, is_pid(pid), do: Process.monitor(pid)
    timer = Process.send_after(self(), :moment_over, @moment)
    await_downs(refs)
    Process.cancel_timer(timer)
    receive(do: (:moment_over -> :ok), after: (0 -> :ok))
  end

  defp await_downs([]), do: :ok

  defp await_downs([ref | rest] = refs) do
    receive do
      {:DOWN, ^ref, _, _, _} -> await_downs(rest)
      :moment_over -> for ref <- refs, do: Process.demonitor(ref, [:flush])
    end
  end

  # An error in on_exit makes a passed test fail.
  defp with_exit(test, nil), do: test
  defp with_exit(%{state: {:failed, failures}} = test, {:failed, more}), do: %{test | state: {:failed, failures ++ more}}
  defp with_exit(test, failed), do: %{test | state: failed}

  defp in_test_process(%{name: name, module: module}, context) do
    :timer.tc(fn ->
      try do
        context = module.__ex_unit__(:setup, Map.put(context, :test_pid, self()))
        apply(module, name, [context])
        nil
      catch
        kind, reason -> failed(kind, reason, __STACKTRACE__)
      end
    end)
  end

  defp failed(:error, %ExUnit.MultiError{errors: errors}, _stack) do
    {:failed, for({kind, reason, stack} <- errors, do: {kind, Exception.normalize(kind, reason, stack), stack})}
  end

  defp failed(kind, reason, stack), do: {:failed, [{kind, Exception.normalize(kind, reason, stack), stack}]}

  defp timed_out(pid, type, timeout) do
    stack =
      case Process.info(pid, :current_stacktrace) do
        {:current_stacktrace, stack} -> stack
        nil -> []
      end

    Process.exit(pid, :kill)
    {:error, ExUnit.TimeoutError.exception(timeout: timeout, type: type), stack}
  end

  defp timeout(_tags, %{trace: true}), do: :infinity
  defp timeout(tags, state), do: Map.get(tags, :timeout, state.timeout)
end

defmodule ExUnit.Runner.Capture do
  @moduledoc false
  # With @tag :capture_log, logs of a test are captured and shown if it fails.

  def around(context, state, fun) do
    case Map.get(context, :capture_log, state.capture_log) do
      off when off in [false, nil] ->
        {time, outcome} = fun.()
        {time, outcome, ""}

      opts ->
        opts = if is_list(opts), do: opts, else: []
        {{time, outcome}, logs} = ExUnit.CaptureLog.with_log(opts, fun)
        {time, outcome, logs}
    end
  end
end

defmodule ExUnit.Runner.Folder do
  @moduledoc false
  # With @tag :tmp_dir, a test gets an empty folder below tmp/.

  def make(%{tmp_dir: name} = context) when name not in [false, nil] do
    folder = Path.join(["tmp", safe(inspect(context.module)), safe("#{context.test}") <> "-" <> hash(context)])
    path = if is_binary(name), do: Path.join(folder, name), else: folder
    path = Path.expand(path)
    File.rm_rf!(path)
    File.mkdir_p!(path)
    %{context | tmp_dir: path}
  end

  def make(context), do: context

  defp safe(name), do: name |> String.replace(~r/[^A-Za-z0-9_.]/, "-") |> String.slice(0, 60)

  # Distinguishes names that differ only in characters that are invalid in paths.
  defp hash(%{module: module, test: test} = context) do
    parameters = Map.get(context, :ex_unit_parameters, %{})
    told = if parameters == %{}, do: "", else: inspect(parameters)
    "#{inspect(module)}/#{test}#{told}" |> :erlang.md5() |> Base.encode16(case: :lower) |> binary_part(0, 8)
  end
end

defmodule ExUnit.Runner.Events do
  @moduledoc false
  # Passes events to the formatters, and counts results.

  def start(options) do
    counts = :counters.new(5, [])
    formatters = for formatter <- options[:formatters], {:ok, pid} <- [GenServer.start(formatter, options)], do: pid
    %{formatters: formatters, counts: counts, failures: :atomics.new(1, []), most: options[:max_failures]}
  end

  # Once enough tests have failed, tests that end afterwards are not reported.
  def notify(events, event) do
    if told?(events, event) do
      count(events, event)
      for pid <- events.formatters, do: GenServer.cast(pid, event)
    end
  end

  defp told?(%{most: :infinity}, _event), do: true
  defp told?(events, {:test_finished, %{state: {failed, _}}}) when failed in [:failed, :invalid], do: :atomics.add_get(events.failures, 1, 1) <= events.most
  defp told?(events, {:test_finished, %{state: nil}}), do: not enough?(events)
  defp told?(_events, _event), do: true

  # The counters 1 to 4 are the numbers of all tests, failures, excluded tests and skipped tests.
  # Invalid tests count as failures.
  defp count(%{counts: counts}, {:test_finished, %{state: state}}) do
    :counters.add(counts, 1, 1)
    if column = column(state), do: :counters.add(counts, column, 1)
  end

  defp count(%{counts: counts, failures: failures}, {:module_finished, %{state: {:failed, _}, tests: tests}}) do
    passed = Enum.count(tests, &(&1.state == nil))
    :counters.add(counts, 2, passed)
    :atomics.add(failures, 1, passed)
  end

  defp count(_events, _event), do: :ok

  defp column(nil), do: nil
  defp column({:failed, _}), do: 2
  defp column({:invalid, _}), do: 2
  defp column({:excluded, _}), do: 3
  defp column({:skipped, _}), do: 4

  def enough?(%{most: :infinity}), do: false
  def enough?(%{most: most, failures: failures}), do: :atomics.get(failures, 1) >= most

  def finish(%{formatters: formatters, counts: counts} = events, times) do
    if enough?(events), do: notify(events, :max_failures_reached)
    notify(events, {:suite_finished, times})
    for pid <- formatters, do: stop(pid)
    [total, failures, excluded, skipped] = for i <- 1..4, do: :counters.get(counts, i)
    %{total: total, failures: failures, excluded: excluded, skipped: skipped}
  end

  # A formatter that crashed has reported it already.
  defp stop(pid) do
    GenServer.stop(pid, :normal, :infinity)
  catch
    :exit, _ -> :ok
  end
end

defmodule ExUnit.Filters do
  @moduledoc "Filters for tests: by tag, file and line."

  @type t :: list({atom, term} | atom)

  @doc "Parses options such as `tag` and `tag:value` as filters."
  def parse(filters), do: Enum.map(filters, &parse_one/1)

  defp parse_one(text) do
    case String.split(text, ":", parts: 2) do
      [tag] -> String.to_atom(tag)
      ["location", path] -> {:location, path |> located() |> elem(0)}
      [tag, value] -> {String.to_atom(tag), value(tag, value)}
    end
  end

  defp value("line", text), do: String.to_integer(text)
  defp value(_tag, text), do: text

  @doc "Splits a path with lines, `file:12:30`, into the file and filters. Ignores invalid lines, with a warning."
  def parse_path(path) do
    case located(path) do
      {{file, lines}} -> {file, [exclude: [:test], include: [location: {file, lines}]]}
      {file} -> {file, []}
    end
  end

  # Splits a path with line numbers. The result is {file, lines} or the file. On Windows a path
  # contains a colon for the drive.
  defp located(path) do
    {file, rest} = path |> String.split(":") |> Enum.split_while(&(Integer.parse(&1) |> elem_or(:none) != ""))
    file = file |> Enum.join(":") |> normal()

    case Enum.flat_map(rest, &line/1) do
      [] -> {file}
      [line] -> {{file, line}}
      lines -> {{file, lines}}
    end
  end

  defp elem_or({_, left}, _), do: left
  defp elem_or(:error, otherwise), do: otherwise

  defp line(text) do
    case Integer.parse(text) do
      {line, ""} when line > 0 -> [line]
      _ -> IO.warn("invalid line number given as ExUnit filter: #{text}", []) && []
    end
  end

  # Makes a path relative to the project, with single slashes.
  defp normal(path), do: path |> Path.split() |> Path.join() |> Path.relative_to_cwd()

  @doc "Splits paths with lines into files and filters."
  def parse_paths(paths) do
    {files, locations} = Enum.map_reduce(paths, [], fn path, all ->
      case parse_path(path) do
        {file, []} -> {file, all}
        {file, opts} -> {file, [opts[:include] | all]}
      end
    end)

    if locations == [], do: {files, []}, else: {files, [exclude: [:test], include: locations |> Enum.reverse() |> List.flatten()]}
  end

  @doc "Returns the filters to include and to exclude without duplicates, tags without a value first. A test excluded by tag and value can be included by the tag alone."
  def normalize(include, exclude) do
    {tags, pairs} = parted(include)
    {excluded_tags, excluded_pairs} = parted(exclude)
    kept = for {tag, _} = pair <- excluded_pairs, tag not in tags, pair not in pairs, do: pair
    {tags ++ pairs, (excluded_tags -- tags) ++ kept}
  end

  defp parted(filters), do: filters |> List.wrap() |> Enum.uniq() |> Enum.split_with(&is_atom/1)

  @doc """
  Returns whether tags pass the filters: `:ok`, `{:excluded, reason}` or `{:skipped, reason}`. `tests` holds all
  tests of the module, because a line selects the last test that starts at or before it.
  """
  def eval(include, exclude, tags, tests) when is_map(tags) do
    included? = Enum.any?(include, &has?(&1, tags, tests))
    excluded = Enum.find(exclude, &has?(&1, tags, tests))

    cond do
      excluded != nil and not included? -> {:excluded, "due to #{name(excluded)} filter"}
      skip = Map.get(tags, :skip) -> if explicitly?(include, tags, tests), do: :ok, else: skipped(skip)
      true -> :ok
    end
  end

  # --include skip runs skipped tests.
  defp explicitly?(include, tags, tests), do: Enum.any?(include, &(name(&1) == :skip and has?(&1, tags, tests)))

  defp skipped(true), do: {:skipped, "due to skip tag"}
  defp skipped(why) when is_binary(why), do: {:skipped, why}
  defp skipped(other), do: {:skipped, inspect(other)}

  defp name({tag, _}), do: tag
  defp name(tag), do: tag

  defp has?({:location, {path, on}}, tags, lines) do
    same_file?(path, tags.file) and Enum.any?(List.wrap(on), &on_line?(&1, tags, lines))
  end

  defp has?({:line, line}, tags, lines), do: on_line?(if(is_binary(line), do: String.to_integer(line), else: line), tags, lines)
  defp has?({key, %Regex{} = regex}, tags, _lines), do: is_map_key(tags, key) and to_string(tags[key]) =~ regex
  defp has?({key, value}, tags, _lines), do: is_map_key(tags, key) and (tags[key] == value or text(tags[key]) == text(value))
  defp has?(key, tags, _lines) when is_atom(key), do: is_map_key(tags, key) and tags[key] != nil

  defp text(value) when is_binary(value), do: value
  defp text(value) when is_atom(value) or is_number(value), do: value |> to_string() |> String.replace_prefix("Elixir.", "")
  defp text(value), do: inspect(value)

  defp same_file?(path, file), do: Path.expand(path) == Path.expand(file)

  # A line selects the last test, or describe with all its tests, that starts at or before it.
  defp on_line?(line, tags, tests) do
    begins = tests |> Enum.flat_map(&[&1.tags[:line], &1.tags[:describe_line]]) |> Enum.filter(&(&1 != nil and &1 <= line)) |> Enum.max(fn -> nil end)
    begins != nil and (tags[:line] == begins or tags[:describe_line] == begins)
  end

  @doc "Returns the tags of the tests that failed, as stored in a manifest."
  def failure_info(file) do
    case File.read(file) do
      {:ok, text} -> :erlang.binary_to_term(text, [:safe])
      {:error, _} -> []
    end
  end
end

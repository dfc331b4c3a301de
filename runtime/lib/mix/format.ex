defmodule Mix.Tasks.Format do
  @moduledoc """
  Formats the given files, or the files in `inputs:` of `.formatter.exs` and of the `.formatter.exs`
  in its `subdirectories:`. `-` is the standard input.

  `--check-formatted` shows the differences in files that are not formatted, and fails. With
  `--no-exit` it does not fail. `--dry-run` writes nothing. `--migrate` replaces deprecated forms.
  `--dot-formatter FILE` uses another configuration. `--stdin-filename NAME` is the file name for
  the standard input.

  Modules in `plugins:` format sigils, and files with other extensions. They implement the callbacks
  of this module.
  """
  use Mix.Task
  @shortdoc "Formats the given files/patterns"

  @doc "Returns the sigils and file extensions that a plugin formats."
  @callback features(options :: keyword) :: [sigils: [atom], extensions: [binary]]

  @doc "Formats a text."
  @callback format(text :: binary, options :: keyword) :: binary

  @switches [check_formatted: :boolean, no_exit: :boolean, dot_formatter: :string, dry_run: :boolean, stdin_filename: :string, force: :boolean, migrate: :boolean]

  @impl true
  def run(args) do
    {opts, named} = Mix.Task.options!("format", args, @switches)
    if opts[:no_exit] && !opts[:check_formatted], do: Mix.raise("--no-exit can only be used together with --check-formatted")

    tree = tree(File.cwd!(), opts)

    sources(named, tree, opts)
    |> Task.async_stream(fn {source, name, options} -> formatted(source, name, options, opts) end, timeout: :infinity)
    |> Enum.flat_map(fn {:ok, outcome} -> outcome end)
    |> report(opts)
  end

  @doc "Returns the function that formats a file, and its options. `root:` is the folder of the configuration."
  def formatter_for_file(file, opts \\ []) do
    root = opts[:root] || File.cwd!()
    path = Path.expand(file, root)
    place = place(path, tree(root, opts))
    {&text(&1, path, place.options), [root: place.root] ++ place.options}
  end

  ## Configuration

  # Reads the configuration of a folder and of its subdirectories.
  defp tree(root, opts) do
    given = opts[:dot_formatter]
    file = given || Path.join(root, ".formatter.exs")
    options = if given || File.regular?(file), do: read(file), else: []
    place = folder(root, if(given, do: given, else: ".formatter.exs"), Keyword.take(opts, [:migrate]) ++ options, opts)
    plugged(place, opts)
  end

  defp read(file) do
    {options, _} = Code.eval_file(file)
    if Keyword.keyword?(options), do: options, else: Mix.raise("Expected #{inspect(file)} to return a keyword list, got: #{inspect(options)}")
  end

  defp folder(root, name, options, opts) do
    deps = list!(options, :import_deps, "dependencies")
    subdirectories = list!(options, :subdirectories, "directories")
    bare = deps |> Enum.flat_map(&exported(&1, opts)) |> Enum.uniq()
    options = if deps == [] and subdirectories == [], do: options, else: Keyword.update(options, :locals_without_parens, bare, &(bare ++ &1))

    below =
      for pattern <- subdirectories, path <- Path.wildcard(Path.expand(pattern, root)), file = Path.join(path, ".formatter.exs"), File.exists?(file) do
        folder(path, file, read(file), opts)
      end

    %{root: root, name: name, options: options, below: below}
  end

  defp list!(options, key, what) do
    given = Keyword.get(options, key, [])
    if is_list(given), do: given, else: Mix.raise("Expected :#{key} to return a list of #{what}, got: #{inspect(given)}")
  end

  # Calls without parentheses that packages export. They apply if the folder of the package is missing.
  @verbs for verb <- [:connect, :delete, :get, :head, :options, :patch, :post, :put, :trace], arity <- [2, 3, 4], do: {verb, arity}
  @exports %{
    plug: [plug: 1, plug: 2, forward: 2, forward: 3, forward: 4, match: 2, match: 3] ++ @verbs,
    phoenix:
      [plug: 1, plug: 2, forward: 2, forward: 3, forward: 4, match: 4, match: 5, pipeline: 2, pipe_through: 1, resources: 2, resources: 3, resources: 4] ++
        [intercept: 1, action_fallback: 1, socket: 2, socket: 3, channel: 2, channel: 3, embed_templates: 1, embed_templates: 2] ++
        @verbs ++ for(check <- [:broadcast, :push, :reply], kind <- ["assert", "refute"], arity <- [2, 3, 4], do: {:"#{kind}_#{check}", arity}),
    phoenix_live_view: [attr: 2, attr: 3, slot: 1, slot: 2, slot: 3, live: 2, live: 3, live: 4, on_mount: 1, embed_templates: 1, embed_templates: 2]
  }

  defp exported(dep, opts) when is_atom(dep) do
    path = (opts[:deps_paths] || Mix.Project.deps_paths())[dep]
    file = path && Path.join(path, ".formatter.exs")

    cond do
      path && File.dir?(path) -> if File.regular?(file), do: read(file)[:export][:locals_without_parens] || [], else: []
      bundled = @exports[dep] -> bundled
      Application.spec(dep) -> []
      true -> Mix.raise("Unknown dependency #{inspect(dep)} given to :import_deps in the formatter configuration. Make sure the dependency is listed in your mix.exs for environment #{inspect(Mix.env())} and you have run \"mix deps.get\"")
    end
  end

  defp exported(dep, _opts), do: Mix.raise("Dependencies in :import_deps should be atoms, got: #{inspect(dep)}")

  ## Plugins

  defp plugged(place, opts) do
    plugins = list!(place.options, :plugins, "modules") |> loaded(opts)

    for plugin <- plugins do
      if not Code.ensure_loaded?(plugin), do: Mix.raise("Formatter plugin #{inspect(plugin)} cannot be found")
      if not function_exported?(plugin, :features, 1), do: Mix.raise("Formatter plugin #{inspect(plugin)} does not define features/1")
    end

    sigils = for plugin <- plugins, sigil <- List.wrap(plugin.features(place.options)[:sigils]), uniq: true, do: sigil
    by_sigil = for sigil <- sigils, do: {sigil, fn text, about -> through(plugins_of(:sigils, sigil, plugins, place.options), text, about ++ place.options) end}
    %{place | options: Keyword.put(place.options, :sigils, by_sigil), below: Enum.map(place.below, &plugged(&1, opts))}
  end

  defp loaded([], _opts), do: []

  defp loaded(plugins, opts) do
    cond do
      loader = opts[:plugin_loader] -> loader.(plugins)
      Enum.all?(plugins, &Code.ensure_loaded?/1) -> plugins
      true -> Mix.Task.run("compile", []) && plugins
    end
  end

  defp plugins_of(kind, feature, plugins, options), do: Enum.filter(plugins, &(feature in List.wrap(&1.features(options)[kind])))

  # Each plugin formats the output of the plugin before it.
  defp through(plugins, text, options), do: Enum.reduce(plugins, text, & &1.format(&2, options))

  ## Files

  # A source is a path or :stdin, with a display name and its options.
  defp sources([], tree, _opts) do
    if unnamed?(tree), do: Mix.raise("Expected one or more files/patterns to be given to mix format or for a .formatter.exs file to exist with an :inputs or :subdirectories key")
    for {file, place} <- inputs(tree, %{}), do: {file, file, place.options}
  end

  defp sources(named, tree, opts) do
    files = for name <- named, file <- if(name == "-", do: [:stdin], else: regular(Path.expand(name))), uniq: true, do: file
    if files == [], do: Mix.raise("Could not find a file to format. The files/patterns given to command line did not point to any existing file. Got: #{inspect(named)}")

    for file <- files do
      name = if file == :stdin, do: Path.expand(opts[:stdin_filename] || "stdin.exs"), else: file
      {file, name, place(name, tree).options}
    end
  end

  defp unnamed?(place), do: place.options[:inputs] == nil and place.below == []
  defp regular(pattern), do: pattern |> Path.wildcard(match_dot: true) |> Enum.filter(&File.regular?/1)

  # If two configurations name a file, the inner configuration formats it.
  defp inputs(place, known) do
    if unnamed?(place), do: Mix.raise("Expected :inputs or :subdirectories key in #{place.name}")
    own = for input <- List.wrap(place.options[:inputs]), file <- Path.wildcard(Path.expand(input, place.root), match_dot: true), into: %{}, do: {file, place}
    known = Map.merge(known, own, fn file, outer, inner -> contested(file, outer.name, inner.name) && inner end)
    Enum.reduce(place.below, known, &inputs/2)
  end

  defp contested(file, outer, inner) do
    Mix.shell().error(
      "Both #{outer} and #{inner} specify the file #{file} in their :inputs option. To resolve the conflict, the configuration in #{outer} will be ignored. " <>
        "Please change the list of :inputs in one of the formatter files so only one of them matches #{file}"
    )
  end

  # Finds the innermost configuration that a file belongs to.
  defp place(file, place) do
    case Enum.find(place.below, &String.starts_with?(file, &1.root <> "/")) do
      nil -> place
      inner -> place(file, inner)
    end
  end

  ## Formatting

  defp text(input, name, options) do
    extension = Path.extname(name)
    plugins = plugins_of(:extensions, extension, Enum.filter(options[:plugins] || [], &Code.ensure_loaded?/1), options)

    cond do
      plugins != [] -> through(plugins, input, [extension: extension, file: name] ++ options)
      extension in [".ex", ".exs"] -> elixir(Code.format_string!(input, [file: name] ++ options))
      true -> input
    end
  end

  defp elixir([]), do: ""
  defp elixir(formatted), do: IO.iodata_to_binary([formatted, ?\n])

  defp formatted(source, name, options, opts) do
    input = if source == :stdin, do: stdin(), else: File.read!(source)
    output = text(input, name, options)

    cond do
      opts[:check_formatted] -> if input == output, do: [], else: [{:unformatted, source, input, output}]
      opts[:dry_run] -> []
      source == :stdin -> IO.write(output) && []
      input == output -> []
      true -> File.write!(source, output) && []
    end
  rescue
    error -> [{:failed, source, error, __STACKTRACE__}]
  end

  defp stdin(), do: with(:eof <- IO.read(:eof), do: "")

  defp report(outcomes, opts) do
    with {:failed, source, error, stacktrace} <- List.keyfind(outcomes, :failed, 0) do
      Mix.shell().error("mix format failed for #{if source == :stdin, do: "stdin", else: "file: " <> Path.relative_to_cwd(source)}")
      reraise error, stacktrace
    end

    if outcomes != [], do: unformatted(outcomes, opts), else: :ok
  end

  defp unformatted(files, opts) do
    said = "The following files are not formatted:\n\n#{files |> Enum.map_intersperse("\n", &shown/1) |> IO.iodata_to_binary()}\n"
    if opts[:no_exit], do: Mix.shell().info(said), else: Mix.raise("mix format failed due to --check-formatted.\n#{said}\n")
  end

  defp shown({:unformatted, :stdin, old, new}), do: [IO.ANSI.reset(), text_diff_format(old, new)]
  defp shown({:unformatted, file, old, new}), do: [IO.ANSI.bright(), IO.ANSI.red(), file, "\n", IO.ANSI.reset(), "\n", text_diff_format(old, new)]

  @doc false
  defdelegate text_diff_format(old, new, opts \\ []), to: Mix.Tasks.Format.Diff, as: :lines
end

defmodule Mix.Tasks.Format.Diff do
  @moduledoc false
  # Shows the differing lines of two texts with their line numbers and some context.

  # A row has a kind, its line numbers in the old and the new text, and its text in pieces. Marked pieces are highlighted.
  @marks %{del: " -", ins: " +", eq: "  "}
  @colors %{del: {:red, :red_background}, ins: {:green, :green_background}}

  def lines(old, new, opts \\ [])
  def lines(text, text, _opts), do: []

  def lines(old, new, opts) do
    opts = Keyword.validate!(opts, after: 2, before: 2, color: IO.ANSI.enabled?(), line: 1)
    {old, new} = {String.split(old, "\n"), String.split(new, "\n")}
    width = max(length(old), length(new)) |> Integer.to_string() |> String.length()

    List.myers_difference(old, new)
    |> without_last_end()
    |> rows(opts[:line], opts[:line], [])
    |> around(opts[:before], opts[:after])
    |> Enum.map(&row(&1, width, opts[:color]))
  end

  # Removes the empty line after the last line end.
  defp without_last_end(edits), do: if(List.last(edits) == {:eq, [""]}, do: Enum.drop(edits, -1), else: edits)

  defp rows([], _old, _new, done), do: Enum.reverse(done)

  defp rows([{:del, gone}, {:ins, come} | rest], old, new, done) do
    {gone, come} = ends_shown(gone, come)

    {before, behind} =
      case {gone, come} do
        {[a], [b]} -> pieces(a, b)
        _ -> {Enum.map(gone, &[{:line, &1}]), Enum.map(come, &[{:line, &1}])}
      end

    done = Enum.reverse(numbered(before, :del, old), done)
    done = Enum.reverse(numbered(behind, :ins, new), done)
    rows(rest, old + length(gone), new + length(come), done)
  end

  defp rows([{:eq, same} | rest], old, new, done) do
    rows = for {text, n} <- Enum.with_index(same), do: {:eq, old + n, new + n, [{:line, text}]}
    rows(rest, old + length(same), new + length(same), Enum.reverse(rows, done))
  end

  defp rows([{:del, gone} | rest], old, new, done), do: rows(rest, old + length(gone), new, Enum.reverse(numbered(Enum.map(gone, &[{:line, &1}]), :del, old), done))
  defp rows([{:ins, come} | rest], old, new, done), do: rows(rest, old, new + length(come), Enum.reverse(numbered(Enum.map(come, &[{:line, &1}]), :ins, new), done))

  defp numbered(lines, kind, from), do: for({pieces, n} <- Enum.with_index(lines), do: if(kind == :del, do: {:del, from + n, nil, pieces}, else: {:ins, nil, from + n, pieces}))

  # Splits a changed line into equal and different pieces.
  defp pieces(old, new) do
    edits = String.myers_difference(old, new)
    only = fn kind -> for {k, text} <- edits, k in [:eq, kind], do: {if(k == :eq, do: :same, else: :part), text} end
    {[only.(:del)], [only.(:ins)]}
  end

  # Shows a carriage return if only one of the two lines has it.
  defp ends_shown(old, new) do
    paired = Enum.zip_with(old, new, fn a, b -> {shown_unless(a, b), shown_unless(b, a)} end)
    n = length(paired)
    {Enum.map(paired, &elem(&1, 0)) ++ Enum.drop(old, n), Enum.map(paired, &elem(&1, 1)) ++ Enum.drop(new, n)}
  end

  defp shown_unless(line, other) do
    if String.ends_with?(line, "\r") and not String.ends_with?(other, "\r"), do: String.replace(line, "\r", "↵"), else: line
  end

  # Drops rows that are far from any difference.
  defp around(rows, before, behind) do
    runs = Enum.chunk_by(rows, &(elem(&1, 0) == :eq))
    last = length(runs) - 1

    runs
    |> Enum.with_index()
    |> Enum.flat_map(fn
      {[{:eq, _, _, _} | _] = run, at} -> near(run, if(at == 0, do: 0, else: behind), if(at == last, do: 0, else: before))
      {run, _at} -> run
    end)
  end

  defp near(run, head, tail) do
    if length(run) > head + tail, do: Enum.take(run, head) ++ [:skip] ++ Enum.take(run, -tail), else: run
  end

  defp row(:skip, width, _color), do: [String.duplicate(" ", 2 * width + 1), "  |\n"]

  defp row({kind, old, new, pieces}, width, color) do
    numbers = [number(old, width), " ", number(new, width)]
    [numbers, painted(@marks[kind], kind, color), "|", for({how, text} <- pieces, do: piece(how, text, kind, color)), "\n"]
  end

  defp number(nil, width), do: String.duplicate(" ", width)
  defp number(n, width), do: n |> Integer.to_string() |> String.pad_leading(width)

  defp piece(:same, text, _kind, _color), do: text
  defp piece(:line, text, kind, color), do: painted(text, kind, color)

  # Different blanks get a background colour.
  defp piece(:part, text, kind, true) do
    {fore, back} = @colors[kind]
    for part <- String.split(text, ~r/[\t\s]+/, include_captures: true), do: IO.ANSI.format([if(part =~ ~r/^[\t\s]/, do: back, else: fore), part], true)
  end

  defp piece(:part, text, _kind, false), do: text

  defp painted(text, kind, true) when is_map_key(@colors, kind), do: IO.ANSI.format([elem(@colors[kind], 0), text], true)
  defp painted(text, _kind, _color), do: text
end

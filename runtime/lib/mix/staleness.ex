defmodule Mix.Staleness do
  @moduledoc false
  # Decides which files of a project to compile again: files whose text or @external_resource has changed, and files
  # that mention a module of a changed file that has macros or a struct.

  @doc "Returns the stamp of a compiled file: the digests of its text and of its resources."
  def stamp(file, text, modules), do: {:erlang.md5(text), for(resource <- resources(Map.get(modules, Path.expand(file), [])), do: {resource, digest(resource)})}

  @doc "Groups modules by their source file."
  def by_file(modules) do
    for(module <- modules, source = module.module_info(:compile)[:source], do: {Path.expand(to_string(source)), module}) |> Enum.group_by(&elem(&1, 0), &elem(&1, 1))
  end

  @doc "Returns the stale sources. `sources` are pairs of a file and its text; `known` maps files to their stamps."
  def stale(sources, known, modules) do
    {changed, same} = Enum.split_with(sources, fn {file, text} -> changed?(known[Path.expand(file)], text) end)
    spread(changed, same, modules)
  end

  defp changed?({md5, resources}, text), do: md5 != :erlang.md5(text) or Enum.any?(resources, fn {file, then} -> digest(file) != then end)
  defp changed?(nil, _text), do: true

  @doc "Splits files into rounds. A file comes after the files that it needs at compile time. Files that need each other share a round."
  def rounds([], _modules), do: []

  def rounds(files, modules) do
    case Enum.split_with(files, &ready?(&1, files, modules)) do
      {[], all} -> [all]
      {ready, later} -> [ready | rounds(later, modules)]
    end
  end

  defp ready?({file, text}, files, modules) do
    case mention(List.keydelete(files, file, 0), modules) do
      nil -> true
      mention -> not (text =~ mention)
    end
  end

  # spread adds the files that need a changed file at compile time, transitively.
  defp spread([], _same, _modules), do: []

  defp spread(changed, same, modules) do
    case mention(changed, modules) do
      nil ->
        changed

      mention ->
        {more, same} = Enum.split_with(same, fn {_, text} -> text =~ mention end)
        changed ++ spread(more, same, modules)
    end
  end

  # mention returns a regex that matches the names of modules in files that others need at compile time, or nil.
  defp mention(files, modules) do
    names = for {file, _} <- files, module <- Map.get(modules, Path.expand(file), []), needed?(module), do: Regex.escape(last(module))
    if names != [], do: Regex.compile!("\\b(?:#{Enum.join(names, "|")})\\b")
  end

  # A module with macros or a struct is needed when its users are compiled.
  defp needed?(module), do: function_exported?(module, :__struct__, 1) or (function_exported?(module, :__info__, 1) and module.__info__(:macros) != [])

  defp last(module), do: module |> inspect() |> String.split(".") |> List.last()

  defp resources(modules) do
    for(module <- modules, function_exported?(module, :__info__, 1), file <- List.wrap(module.__info__(:attributes)[:external_resource]), do: file) |> Enum.uniq()
  end

  defp digest(file), do: with({:ok, text} <- File.read(file), do: :erlang.md5(text), else: (_ -> nil))
end

defmodule Mix.Staleness do
  @moduledoc false
  # Which files of a project are compiled again: those whose text has changed, or a file that their modules name as
  # @external_resource, and those that mention a module of such a file which others need when they are compiled.

  @doc "The stamp of a file that was compiled."
  def stamp(file, text, modules), do: {:erlang.md5(text), for(resource <- resources(Map.get(modules, Path.expand(file), [])), do: {resource, digest(resource)})}

  @doc "Modules by the file that each was compiled from."
  def by_file(modules) do
    for(module <- modules, source = module.module_info(:compile)[:source], do: {Path.expand(to_string(source)), module}) |> Enum.group_by(&elem(&1, 0), &elem(&1, 1))
  end

  @doc "The stale ones of `sources`, pairs of a file and its text; `known` has the stamps of files that were compiled."
  def stale(sources, known, modules) do
    {changed, same} = Enum.split_with(sources, fn {file, text} -> changed?(known[Path.expand(file)], text) end)
    spread(changed, same, modules)
  end

  defp changed?({md5, resources}, text), do: md5 != :erlang.md5(text) or Enum.any?(resources, fn {file, then} -> digest(file) != then end)
  defp changed?(nil, _text), do: true

  @doc "The files in rounds: what a file needs when it is compiled is in a round before its own, but for files that need each other."
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

  # spread adds the files that mention what the changed ones define, and those that mention what these define.
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

  # mention finds the names of what others need of some files, or is nil.
  defp mention(files, modules) do
    names = for {file, _} <- files, module <- Map.get(modules, Path.expand(file), []), needed?(module), do: Regex.escape(last(module))
    if names != [], do: Regex.compile!("\\b(?:#{Enum.join(names, "|")})\\b")
  end

  # Macros and structs are needed when what uses them is compiled.
  defp needed?(module), do: function_exported?(module, :__struct__, 1) or (function_exported?(module, :__info__, 1) and module.__info__(:macros) != [])

  defp last(module), do: module |> inspect() |> String.split(".") |> List.last()

  defp resources(modules) do
    for(module <- modules, function_exported?(module, :__info__, 1), file <- List.wrap(module.__info__(:attributes)[:external_resource]), do: file) |> Enum.uniq()
  end

  defp digest(file), do: with({:ok, text} <- File.read(file), do: :erlang.md5(text), else: (_ -> nil))
end

defmodule LabAssets.Colocated do
  @moduledoc """
  The scripts in the project's templates, as JavaScript modules that `app.js` imports from `phoenix-colocated/my_app`.
  """

  alias Phoenix.Component.MacroComponent
  alias Phoenix.LiveView.{ColocatedHook, ColocatedJS}

  @root "phoenix-colocated/"

  @doc "Returns pairs of a module's import name and its source."
  def modules do
    scripts()
    |> Enum.group_by(& &1.app)
    |> Enum.flat_map(fn {app, scripts} -> manifest("#{@root}#{app}", Enum.with_index(scripts)) end)
  end

  defp scripts do
    for {module, _} <- Enum.sort(:code.all_loaded()), kind <- [ColocatedHook, ColocatedJS], script <- MacroComponent.get_data(module, kind) do
      Map.merge(script, %{app: Application.get_application(module) || Mix.Project.config()[:app], module: module})
    end
  end

  # Each script becomes a module. The manifest of the application imports the modules, and exports
  # their defaults by key and name.
  defp manifest(root, scripts) do
    files = for {script, n} <- scripts, do: {path(root, script, n), script.text}
    imports = for {script, n} <- scripts, do: "import #{if script.name, do: "js_#{n} from "}#{inspect(path(root, script, n))};\n"
    named = for {%{name: name} = script, n} when name != nil <- scripts, do: {script.key, {name, n}}
    groups = Enum.group_by(named, &elem(&1, 0), &elem(&1, 1)) |> Map.put_new("hooks", [])
    exports = for {key, members} <- groups, key != "default", do: "export const #{key} = #{object(members)};\n"
    [{root, IO.iodata_to_binary([imports, exports, "export default ", object(groups["default"] || []), ";\n"])} | files]
  end

  defp path(root, script, n), do: "#{root}/#{inspect(script.module)}/#{n}.js"
  defp object(members), do: "{" <> Enum.map_join(members, ", ", fn {name, n} -> "#{inspect(name)}: js_#{n}" end) <> "}"
end

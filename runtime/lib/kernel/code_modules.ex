defmodule :code do
  @moduledoc "The loaded modules. A module has a single version, so there is never anything to purge."

  def purge(module) when is_atom(module), do: false
  def soft_purge(module) when is_atom(module), do: true

  @doc "Deletes a module, unless it belongs to the library."
  def delete(module) when is_atom(module), do: :lab_compiler.delete(module)

  def is_loaded(module) when is_atom(module) do
    cond do
      not :erlang.module_loaded(module) -> false
      is_embedded(module) -> {:file, :preloaded}
      true -> {:file, []}
    end
  end

  def which(module) when is_atom(module) do
    case ensure_loaded(module) do
      {:module, _} -> if is_embedded(module), do: :preloaded, else: []
      _ -> :non_existing
    end
  end

  def ensure_modules_loaded(modules) when is_list(modules) do
    case for(module <- modules, {:error, reason} <- [ensure_loaded(module)], do: {module, reason}) do
      [] -> :ok
      errors -> {:error, errors}
    end
  end

  def all_loaded do
    for module <- known_modules(), :erlang.module_loaded(module), do: {module, if(is_embedded(module), do: :preloaded, else: [])}
  end

  # Modules are compiled from source and never loaded from object code, so the path has no effect.
  def get_path, do: :persistent_term.get({:code, :path}, [])
  def set_path(paths) when is_list(paths), do: :persistent_term.put({:code, :path}, paths) == :ok
  def add_path(path), do: add_pathz(path)
  def add_patha(path) when is_list(path), do: set_path([path | get_path() -- [path]])
  def add_pathz(path) when is_list(path), do: if(path in get_path(), do: true, else: set_path(get_path() ++ [path]))
  def add_paths(paths), do: add_pathsz(paths)
  def add_pathsa(paths) when is_list(paths), do: :lists.foreach(&add_patha/1, paths)
  def add_pathsz(paths) when is_list(paths), do: :lists.foreach(&add_pathz/1, paths)
  def del_path(path) when is_list(path), do: path in get_path() and set_path(get_path() -- [path])
  def get_object_code(module) when is_atom(module), do: :error
  def get_mode, do: :interactive

  @doc "Returns the folder of an application, if a project has compiled it."
  def lib_dir(app) when is_atom(app) do
    case :application.get_env(:mix, :app_dirs, %{}) do
      %{^app => folder} -> String.to_charlist(folder)
      _ -> {:error, :bad_name}
    end
  end

  def lib_dir(app, sub) when is_atom(app) and is_atom(sub) do
    with folder when is_list(folder) <- lib_dir(app), do: :filename.join(folder, sub)
  end

  def priv_dir(app), do: lib_dir(app, :priv)

  def objfile_extension, do: ~c".beam"
  def is_sticky(_module), do: false
  def rehash, do: :ok
end

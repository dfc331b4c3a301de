defmodule Phoenix.Router.Route do
  @moduledoc false

  defstruct [:verb, :line, :kind, :path, :hosts, :plug, :plug_opts, :helper, :private, :pipe_through, :assigns, :metadata]

  @doc false
  def pattern(%{kind: :forward, path: path}) do
    {pattern, names} = Plug.Router.Path.match(String.trim_trailing(path, "/") <> "/*phoenix_forwarded_path")
    {strip(pattern), names -- [:phoenix_forwarded_path]}
  end

  def pattern(%{path: path}) do
    {pattern, names} = Plug.Router.Path.match(path)
    {strip(pattern), names}
  end

  # Replaces the router's variables in a pattern.
  defp strip(pattern) do
    Macro.prewalk(pattern, fn
      {:var!, _, [{:phoenix_forwarded_path, _, _}]} -> {:_, [], nil}
      {:var!, _, [{name, _, _}]} -> Macro.var(name, Phoenix.Router)
      other -> other
    end)
  end

  @doc false
  def call(%{kind: :forward, plug: plug, plug_opts: opts, path: path}, conn) do
    size = path |> String.split("/", trim: true) |> length()
    Plug.forward(conn, Enum.drop(conn.path_info, size), plug, plug.init(opts))
  end

  def call(%{plug: plug, plug_opts: opts}, conn), do: plug.call(conn, plug.init(opts))
end

defmodule Page.MixProject do
  use Mix.Project

  def project do
    [app: :page, version: "0.1.0", elixir: "~> 1.18", compilers: [:phoenix_live_view] ++ Mix.compilers(), aliases: aliases(), deps: []]
  end

  def application, do: [mod: {Page.Application, []}, extra_applications: [:logger]]

  defp aliases do
    [
      "assets.setup": ["tailwind.install --if-missing", "esbuild.install --if-missing"],
      "assets.build": ["tailwind page", "esbuild page"],
      "assets.deploy": ["tailwind page --minify", "esbuild page --minify", "phx.digest"]
    ]
  end
end

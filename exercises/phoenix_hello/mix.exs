defmodule PhoenixHello.MixProject do
  use Mix.Project

  def project do
    [
      app: :phoenix_hello,
      version: "0.1.0",
      elixir: "~> 1.14",
      start_permanent: Mix.env() == :prod,
      deps: deps()
    ]
  end

  def application do
    [
      mod: {PhoenixHello.Application, []},
      extra_applications: [:logger]
    ]
  end

  defp deps do
    [
      {:horde, "~> 0.10"},
      {:libcluster, "~> 3.5"}
    ]
  end
end

import Config

config :page, PageWeb.Endpoint,
  url: [host: "localhost"],
  secret_key_base: String.duplicate("page", 16),
  pubsub_server: Page.PubSub,
  live_view: [signing_salt: "pagepage"],
  http: [ip: {127, 0, 0, 1}, port: String.to_integer(System.get_env("PORT") || "4000")]

if config_env() == :prod do
  config :page, PageWeb.Endpoint, cache_static_manifest: "priv/static/cache_manifest.json"
else
  config :page, PageWeb.Endpoint,
    code_reloader: true,
    live_reload: [web_console_logger: true, patterns: [~r"lib/.*\.ex$", ~r"priv/static/.*\.css$"]],
    watchers: [
      esbuild: {Esbuild, :install_and_run, [:page, ~w(--sourcemap=inline --watch)]},
      tailwind: {Tailwind, :install_and_run, [:page, ~w(--watch)]},
      other: ["cat", "/etc/hosts"]
    ]
end

config :esbuild,
  version: "0.25.4",
  page: [
    args: ~w(js/app.js --bundle --target=es2022 --outdir=../priv/static/assets/js --external:/images/* --alias:@=.),
    cd: Path.expand("../assets", __DIR__),
    env: %{"NODE_PATH" => [Path.expand("../deps", __DIR__), Mix.Project.build_path()]}
  ]

config :tailwind,
  version: "4.1.12",
  page: [args: ~w(--input=assets/css/app.css --output=priv/static/assets/css/app.css), cd: Path.expand("..", __DIR__)]

config :logger, level: :info

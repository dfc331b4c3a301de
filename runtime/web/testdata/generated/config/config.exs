import Config

config :hello, generators: [timestamp_type: :utc_datetime]

config :hello, HelloWeb.Endpoint,
  url: [host: "localhost"],
  adapter: Bandit.PhoenixAdapter,
  render_errors: [formats: [html: HelloWeb.ErrorHTML, json: HelloWeb.ErrorJSON], layout: false],
  pubsub_server: Hello.PubSub,
  live_view: [signing_salt: "p0pYh1Zx"]

config :hello, Hello.Mailer, adapter: Swoosh.Adapters.Local

config :esbuild,
  version: "0.17.11",
  hello: [
    args: ~w(js/app.js --bundle --target=es2017 --outdir=../priv/static/assets),
    cd: Path.expand("../assets", __DIR__),
    env: %{"NODE_PATH" => Path.expand("../deps", __DIR__)}
  ]

config :logger, :console, format: "$time $metadata[$level] $message\n", metadata: [:request_id]
config :phoenix, :json_library, Jason

import_config "#{config_env()}.exs"

import Config

config :hello, HelloWeb.Endpoint,
  http: [ip: {127, 0, 0, 1}, port: 4000],
  check_origin: true,
  code_reloader: true,
  debug_errors: false,
  secret_key_base: String.duplicate("0123456789abcdef", 4),
  watchers: [esbuild: {Esbuild, :install_and_run, [:hello, ~w(--sourcemap=inline --watch)]}]

config :hello, HelloWeb.Endpoint,
  live_reload: [patterns: [~r"priv/static/(?!uploads/).*(js|css|png)$", ~r"lib/hello_web/(controllers|live)/.*(ex|heex)$"]]

config :hello, dev_routes: true
config :logger, :console, format: "[$level] $message\n"
config :phoenix, :stacktrace_depth, 20
config :phoenix, :plug_init_mode, :runtime
config :phoenix_live_view, debug_heex_annotations: true
config :swoosh, :api_client, false

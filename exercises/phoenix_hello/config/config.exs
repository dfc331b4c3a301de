import Config

config :logger, :console, format: "[$level] $message\n"

config :phoenix_hello, PhoenixHelloWeb.Endpoint,
  url: [host: "localhost"],
  http: [ip: {127, 0, 0, 1}, port: String.to_integer(System.get_env("PORT") || "4000")],
  # All nodes have the same secret, so each can read the sessions of the others.
  secret_key_base: "dGhlIGNsYXNzIGtub3dzIHRoaXMgc2VjcmV0LCBhIHJlYWwgc2VydmVyIGtlZXBzIGl0cyBvd24=",
  render_errors: [formats: [html: PhoenixHelloWeb.ErrorHTML, json: PhoenixHelloWeb.ErrorJSON], layout: false],
  pubsub_server: PhoenixHello.PubSub,
  live_view: [signing_salt: "kq3vYw1Z"],
  debug_errors: true

config :phoenix, :json_library, Jason

import Config

if System.get_env("PHX_SERVER") do
  config :hello, HelloWeb.Endpoint, server: true
end

config :hello, HelloWeb.Endpoint, http: [port: String.to_integer(System.get_env("PORT") || "4000")]

if config_env() == :prod do
  secret_key_base = System.get_env("SECRET_KEY_BASE") || raise "environment variable SECRET_KEY_BASE is missing."
  config :hello, HelloWeb.Endpoint, secret_key_base: secret_key_base
end

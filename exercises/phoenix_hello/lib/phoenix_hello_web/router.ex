defmodule PhoenixHelloWeb.Router do
  @moduledoc "Maps URLs to pages."

  use PhoenixHelloWeb, :router

  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :fetch_live_flash
    plug :put_root_layout, html: {PhoenixHelloWeb.Layouts, :root}
    plug :protect_from_forgery
    plug :put_secure_browser_headers
  end

  pipeline :api do
    plug :accepts, ["json"]
  end

  scope "/", PhoenixHelloWeb do
    pipe_through :browser

    get "/", HelloController, :home

    # Exercise 9: the counter at /counter.
  end

  scope "/", PhoenixHelloWeb do
    pipe_through [:browser, PhoenixHelloWeb.Visits]

    live "/hello", HelloLive
  end

  # A load balancer requests these to check whether the node works.
  scope "/", PhoenixHelloWeb do
    pipe_through :api

    get "/health", HealthController, :show, log: false
    get "/healthcheck", HealthController, :show, log: false
  end
end

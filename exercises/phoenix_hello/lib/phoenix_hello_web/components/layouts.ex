defmodule PhoenixHelloWeb.Layouts do
  @moduledoc "The layouts: `root` is the HTML document, and `app` the frame of each page."

  use PhoenixHelloWeb, :html

  attr :inner_content, :any, required: true
  attr :page_title, :string, default: nil

  def root(assigns) do
    ~H"""
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="csrf-token" content={get_csrf_token()} />
        <.live_title default={"PhoenixHello · #{node()}"}>{@page_title}</.live_title>
        <link rel="icon" href={icon()} />
        <link rel="stylesheet" href={~p"/app.css"} />
        <script defer src="/assets/lab_live.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        {@inner_content}
      </body>
    </html>
    """
  end

  # The icon is part of the page. Browsers request an icon file at any time, and a load
  # balancer would count each request.
  defp icon do
    "data:image/svg+xml," <>
      URI.encode(~s|<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1" fill="#7c4dbe"/></svg>|, &URI.char_unreserved?/1)
  end

  attr :flash, :map, default: %{}
  attr :inner_content, :any, required: true

  def app(assigns) do
    ~H"""
    <header>
      <nav aria-label="Pages"><a href={~p"/hello"}>PhoenixHello</a></nav>
      <span class="by">served by <span class="node">{node()}</span></span>
    </header>
    <main id="main" tabindex="-1">
      <p :for={{kind, message} <- @flash} class={["flash", kind]} role="status" id={"flash-#{kind}"}>{message}</p>
      {@inner_content}
    </main>
    """
  end
end

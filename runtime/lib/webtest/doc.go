// Package webtest is what tests of web applications call: Plug.Test, Phoenix.ConnTest,
// Phoenix.ChannelTest and Phoenix.LiveViewTest. Requests go to an endpoint, and channels and
// LiveViews are joined, without a socket.
package webtest

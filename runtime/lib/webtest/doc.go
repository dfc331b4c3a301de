// Package webtest implements the support modules for tests of web applications: Plug.Test,
// Phoenix.ConnTest, Phoenix.ChannelTest and Phoenix.LiveViewTest. They call endpoints and join
// channels and LiveViews without a socket.
//
// Start reading in conn_test.ex and live_view_test.ex.
package webtest

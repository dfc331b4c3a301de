// Package plug implements Plug, Plug.Conn, the router, sessions, and the web server on
// runtime/web.
//
// Start reading in conn.ex and server.ex.
package plug

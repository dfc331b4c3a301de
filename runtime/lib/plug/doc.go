// Package plug has Plug, Plug.Conn, the router, sessions, and the server of web
// requests over runtime/web.
//
// Start reading in conn.ex and server.ex; subject.go lists what is in Go.
package plug

// Package web is the server that a node's programs answer HTTP and WebSocket
// requests with: Go's net/http at the socket, a process of the node for each
// request.
//
// A listener belongs to the process that opened it and closes with it. For a
// request that arrives, a process is started with a map that describes it; what
// the process does (read the body, answer, send a chunk, become a WebSocket)
// comes back through the natives of :lab_web and is carried out by the goroutine
// that serves the connection, so that no worker of the engine ever waits for a
// socket. A WebSocket is a process too: its frames are messages, of which one is
// under way at a time, so that a fast client cannot fill a mailbox.
//
// Everything that a client may send is bounded: its header, how long it takes
// for it, a frame, and the number of connections. Only addresses of the loopback
// are listened at, unless the node's own address is another.
//
// The Elixir above it is Plug.Server in runtime/lib/plug. The package imports
// vm and term. Start reading in web.go, then exchange.go (a request) and
// socket.go.
package web

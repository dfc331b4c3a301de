// Package web is the server with which a node's programs answer HTTP and WebSocket
// requests. It uses Go's net/http for connections, and a process of the node for
// each request.
//
// A listener belongs to the process that opened it and is closed when that process
// exits. Each request starts a process with a map that describes it. The process
// reads the body, answers, sends chunks, or upgrades to a WebSocket through the
// natives of :lab_web. Blocking operations run on goroutines outside the scheduler,
// so that its workers never wait for a socket. A WebSocket is a process, too. Its
// frames are sent as messages, one at a time, so that a fast client cannot flood the
// mailbox.
//
// All client input is limited: the size of the header, the time to send it, the size
// of a frame, and the number of connections. A listener can only use addresses that
// the gate allows, which are the loopback and the node's own address.
//
// The Elixir code on top is Plug.Server in runtime/lib/plug. Start reading in web.go,
// then exchange.go (a request) and socket.go.
package web

package web_test

import (
	"io"
	"net"
	"testing"
	"time"
)

const upgradeRequest = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// FuzzWire sends arbitrary bytes to a server, as a request or as frames of a WebSocket, and hangs
// up. The server must end each connection and keep running.
func FuzzWire(f *testing.F) {
	s := open(f, map[string]string{"a.txt": "hello"}, "", pages)
	for _, b := range []string{
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /file HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"GET //x/../%2e%2e/%00 HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01",
	} {
		f.Add(false, []byte(b))
	}
	for _, b := range []string{
		"\x81\x85\x01\x02\x03\x04iglhn", "\x82\x80\x00\x00\x00\x00", "\x89\x80\x00\x00\x00\x00\x8a\x80\x00\x00\x00\x00", "\x88\x82\x00\x00\x00\x00\x03\xe8",
		"\x01\x81\x00\x00\x00\x00a\x80\x81\x00\x00\x00\x00b", "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", "\x81\xfe\xff\xff\x00\x00\x00\x00", "\x81\x05hello",
		"\xf1\x80\x00\x00\x00\x00", "\x81\x82\x00\x00\x00\x00\xff\xfe", "\x88\x81\x00\x00\x00\x00\x01", "\x81\x85\x00\x00\x00\x00crash",
	} {
		f.Add(true, []byte(b))
	}
	f.Fuzz(func(t *testing.T, socket bool, b []byte) {
		c, err := net.Dial("tcp", s.addr())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		if socket {
			_, _ = io.WriteString(c, upgradeRequest)
		}
		_, _ = c.Write(b) // fails if the server hangs up meanwhile
		_ = c.(*net.TCPConn).CloseWrite()
		_, err = io.Copy(io.Discard, c)
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Fatal("the connection does not end")
		}
	})
	if status, body := s.get("/"); status != 200 || body != "true" {
		f.Fatalf("after that: %d %s", status, body)
	}
}

package epmd

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"

	"lab/runtime/porch"
	"lab/runtime/reach"
)

// A tape is a connection whose peer sends fixed data, whatever it receives.
type tape struct {
	net.Conn
	says  *bytes.Reader
	heard bytes.Buffer
}

func play(b []byte) *tape { return &tape{says: bytes.NewReader(b)} }

func (t *tape) Read(b []byte) (int, error)  { return t.says.Read(b) }
func (t *tape) Write(b []byte) (int, error) { return t.heard.Write(b) }
func (t *tape) Close() error                { return nil }
func (t *tape) SetDeadline(time.Time) error { return nil }
func (t *tape) LocalAddr() net.Addr         { return &net.TCPAddr{Port: 4369} }

func request(b []byte) []byte {
	t := play(nil)
	_ = writeRequest(t, b)
	return t.heard.Bytes()
}

// FuzzServer serves arbitrary requests. No name may remain registered when the connection ends.
func FuzzServer(f *testing.F) {
	entry := appendEntry([]byte{tagAlive2}, Entry{Name: "node1", Port: 1, Low: 5, High: 6, Extra: "gossip=1"})
	for _, b := range [][]byte{entry, {tagNames}, {tagDump}, {tagKill}, {tagStop}, append([]byte{tagPort2}, "node1"...)} {
		f.Add(request(b))
	}
	f.Add([]byte{0xff, 0xff, tagAlive2})
	f.Fuzz(func(t *testing.T, b []byte) {
		s := &Server{entries: map[string]*live{}, porch: porch.New(1)}
		c := play(b)
		s.porch.Enter(c)
		s.serve(c)
		s.forget(c)
		if len(s.entries) != 0 || s.porch.Len() != 0 {
			t.Fatalf("keeps %v", s.entries)
		}
		if c.heard.Len() > 4096 {
			t.Fatalf("says %d bytes", c.heard.Len())
		}
	})
}

// FuzzClient reads arbitrary answers of an epmd.
func FuzzClient(f *testing.F) {
	f.Add(appendEntry([]byte{tagPort2Resp, 0}, Entry{Name: "node1", Port: 1, Low: 5, High: 6, Extra: "gossip=1"}))
	f.Add([]byte{tagPort2Resp, 1})
	f.Add([]byte{tagAlive2XResp, 0, 0, 0, 0, 9})
	f.Add([]byte{tagAlive2Resp, 0, 0, 3})
	f.Add([]byte("\x00\x00\x11\x11name node1 at port 4711\nname  at port x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := Client{Port: 4369, Net: reach.Net{Open: func(context.Context, string, string) (net.Conn, error) { return play(b), nil }}}
		if e, err := c.Lookup("127.0.0.1", "node1"); err == nil && (e.Name == "" || len(e.Name) > maxName || len(e.Extra) > maxExtra) {
			t.Fatalf("took %+v", e)
		}
		_, _ = c.Names("127.0.0.1")
		if r, err := c.Register(Entry{Name: "node1"}); err == nil {
			<-r.Done()
		}
	})
}

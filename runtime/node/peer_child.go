package node

import (
	"bufio"
	"io"
	"strings"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file is the child's side of peer.go.

// A PeerLine is the connection of a peer to the node that started it.
type PeerLine struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out io.Writer
}

// NewPeerLine returns the line and the cookie, which is the first line of input.
func NewPeerLine(in io.Reader, out io.Writer) (line *PeerLine, cookie string, err error) {
	line = &PeerLine{in: bufio.NewReader(in), out: out}
	cookie, err = line.in.ReadString('\n')
	return line, strings.TrimSuffix(cookie, "\n"), err
}

// Write prints on the terminal of the node that started this node.
func (l *PeerLine) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(text), writeFrame(l.out, frameText, text)
}

// Serve passes requests to :peer_origin until the line ends.
func (l *PeerLine) Serve(n *Node) error {
	n.m.Native("lab_peer", "reply", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		body, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		return term.Bool(writeFrame(l.out, frameTerm, []byte(body)) == nil), nil
	})
	server, err := n.m.Call(term.Intern("peer_origin"), term.Intern("start"))
	if err != nil {
		return err
	}
	for {
		_, body, err := readFrame(l.in)
		if err != nil {
			return nil // the other node has ended
		}
		n.m.Send(server, term.Tup(aLabPeer, term.Str(string(body))))
	}
}

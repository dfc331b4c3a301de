package node

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file starts nodes for programs (:peer). A peer is a child process with the same binary, and
// ends when the process that started it ends. Both sides exchange frames over the child's standard
// input and output: a length of four bytes, a kind of one byte, and the body.

// These are the kinds of frames.
const (
	frameTerm = 't' // a term in the external format
	frameText = 'o' // output of the child's programs
)

// maxFrame is the maximum length of a frame in bytes.
const maxFrame = 64 << 20

// peerGrace is the time allowed for a child to end after its input has ended.
const peerGrace = 3 * time.Second

// peers are the child nodes of a node.
type peers struct {
	mu   sync.Mutex
	last int64
	by   map[int64]*child
}

// A child is a node started for a process.
type child struct {
	in   io.WriteCloser
	mu   sync.Mutex // held while a frame is written to in
	cmd  *exec.Cmd
	done chan struct{}
}

var (
	aLabPeer  = term.Intern("lab_peer").Term()
	aData     = term.Intern("data").Term()
	aOutput   = term.Intern("output").Term()
	aExited   = term.Intern("exited").Term()
	errNoPeer = errors.New("nodes of a lab and of a check start no other nodes: run the file with lab elixir, lab iex or lab mix")
)

func (n *Node) peerNatives() {
	n.peers.by = map[int64]*child{}
	n.m.StepNative("lab_peer", "open", 1, n.openPeer)
	n.m.StepNative("lab_peer", "write", 2, n.writePeer)
	n.m.StepNative("lab_peer", "close", 1, n.closePeer)
}

// openPeer implements lab_peer:open(Arguments). It returns the number of a child. The child's
// events go to the calling process as {lab_peer, Number, {data, Binary} | {output, Text} | {exited,
// Status}}. The child is ended when the calling process ends.
func (n *Node) openPeer(p *vm.Process, a []term.Term) vm.Step {
	list, ok := a[0].Slice()
	if !ok {
		return p.Fail(vm.Badarg())
	}
	args := make([]string, len(list))
	for i, t := range list {
		if args[i], ok = t.AsStr(); !ok {
			return p.Fail(vm.Badarg())
		}
	}
	if len(n.cfg.Peer) == 0 {
		return p.Fail(vm.Raise("RuntimeError", "message", errNoPeer.Error()))
	}
	owner, cookie := p.PID(), n.jar.own()
	var tie tie
	p.OnExit(tie.cut)
	return p.Block(func() (term.Term, error) {
		c, number, err := n.startChild(args, cookie, owner)
		if err != nil {
			return term.Nil, err
		}
		tie.bind(c)
		return term.Int(number), nil
	})
}

// A tie ends a child when the process that started it ends. The process can end before the child
// has started.
type tie struct {
	mu  sync.Mutex
	to  *child
	off bool // the process has ended
}

// bind ties a started child to the process.
func (t *tie) bind(c *child) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to = c
	if t.off {
		go c.end()
	}
}

// cut ends the child, because the process has ended. It does not block.
func (t *tie) cut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.off = true
	if t.to != nil {
		go t.to.end()
	}
}

// startChild starts a child whose events go to owner.
func (n *Node) startChild(args []string, cookie string, owner term.Term) (*child, int64, error) {
	cmd := exec.Command(n.cfg.Peer[0], append(n.cfg.Peer[1:len(n.cfg.Peer):len(n.cfg.Peer)], args...)...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, 0, fmt.Errorf("start a peer: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, 0, fmt.Errorf("start a peer: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, 0, fmt.Errorf("start a peer: %w", err)
	}
	c := &child{in: in, cmd: cmd, done: make(chan struct{})}
	if _, err := io.WriteString(in, cookie+"\n"); err != nil {
		_ = in.Close()         // nothing more is sent
		_ = cmd.Process.Kill() // the child cannot serve without the cookie, or has ended
		_ = cmd.Wait()         // the error is that of the cookie
		return nil, 0, fmt.Errorf("start a peer: %w", err)
	}
	n.peers.mu.Lock()
	n.peers.last++
	number := n.peers.last
	n.peers.by[number] = c
	n.peers.mu.Unlock()
	go n.listen(c, number, bufio.NewReader(out), owner)
	return c, number, nil
}

// listen passes the frames of a child to its owner until the child ends.
func (n *Node) listen(c *child, number int64, out io.Reader, owner term.Term) {
	for {
		kind, body, err := readFrame(out)
		if err != nil {
			break
		}
		event := aOutput
		if kind == frameTerm {
			event = aData
		}
		n.m.Send(owner, term.Tup(aLabPeer, term.Int(number), term.Tup(event, term.Str(string(body)))))
	}
	_ = c.cmd.Wait() // the status is read below
	close(c.done)
	n.peers.mu.Lock()
	delete(n.peers.by, number)
	n.peers.mu.Unlock()
	n.m.Send(owner, term.Tup(aLabPeer, term.Int(number), term.Tup(aExited, term.Int(int64(c.cmd.ProcessState.ExitCode())))))
}

// end closes the child's input, which ends the child. It kills a child that does not end in time.
func (c *child) end() {
	_ = c.in.Close() // the child may have ended; a write in progress fails
	select {
	case <-c.done:
	case <-time.After(peerGrace):
		_ = c.cmd.Process.Kill() // the child may have ended
	}
}

func (n *Node) child(t term.Term) *child {
	number, _ := t.AsInt()
	n.peers.mu.Lock()
	defer n.peers.mu.Unlock()
	return n.peers.by[number]
}

// writePeer implements lab_peer:write(Number, Binary). It returns false if the child has ended.
func (n *Node) writePeer(p *vm.Process, a []term.Term) vm.Step {
	c := n.child(a[0])
	body, ok := a[1].AsStr()
	if !ok {
		return p.Fail(vm.Badarg())
	}
	if c == nil {
		return p.Return(term.False)
	}
	return p.Block(func() (term.Term, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		return term.Bool(writeFrame(c.in, frameTerm, []byte(body)) == nil), nil
	})
}

// closePeer implements lab_peer:close(Number), which ends the child.
func (n *Node) closePeer(p *vm.Process, a []term.Term) vm.Step {
	c := n.child(a[0])
	if c == nil {
		return p.Return(term.Ok)
	}
	return p.Block(func() (term.Term, error) {
		c.end()
		return term.Ok, nil
	})
}

func writeFrame(w io.Writer, kind byte, body []byte) error {
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, len(body)+5), uint32(len(body)+1))
	_, err := w.Write(append(append(frame, kind), body...))
	return err
}

var errFrame = errors.New("an invalid frame length")

func readFrame(r io.Reader) (kind byte, body []byte, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size == 0 || size > maxFrame {
		return 0, nil, errFrame
	}
	body = make([]byte, size)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, nil, err
	}
	return body[0], body[1:], nil
}

package web

import (
	"context"
	"sync"
	"sync/atomic"

	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Web is the web server of one node: its listeners and current exchanges.
type Web struct {
	m *vm.Machine
	// Broken is called with each internal error that aborted a request.
	Broken func(error)

	net  reach.Net
	root *reach.Folder // the folder of files that can be sent, or nil

	mu        sync.Mutex
	listeners map[key]*listener
	exchanges map[key]*exchange
	// unread counts the bytes of messages of WebSockets that are being read.
	unread atomic.Int64
	// answered are the first maxAnswered requests that were answered since the last call of
	// Answered.
	answered []Answered
}

type key [5]uint32

// Install registers :lab_web in a machine. Listeners use addresses of net. Files are sent only
// from the folder dir. If dir is empty, no files can be sent.
func Install(m *vm.Machine, net reach.Net, dir string) (*Web, error) {
	w := &Web{m: m, net: net, Broken: func(error) {}, listeners: map[key]*listener{}, exchanges: map[key]*exchange{}}
	if dir != "" {
		root, err := reach.OpenFolder(dir)
		if err != nil {
			return nil, err
		}
		w.root = root
	}
	w.natives()
	m.Holds(w.holds)
	return w, nil
}

// Close closes all listeners and their connections.
func (w *Web) Close() {
	w.mu.Lock()
	all := make([]*listener, 0, len(w.listeners))
	for _, l := range w.listeners {
		all = append(all, l)
	}
	w.mu.Unlock()
	for _, l := range all {
		l.close()
	}
	if w.root != nil {
		_ = w.root.Close()
	}
}

func (w *Web) exchange(t term.Term) *exchange {
	ref := t.Ref()
	if ref == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.exchanges[ref.ID]
}

var (
	aClosed  = term.Intern("closed")
	aTimeout = term.Intern("timeout")
	aMore    = term.Intern("more")
)

func failure(reason term.Atom) term.Term { return term.Tup(term.Error, reason.Term()) }

func (w *Web) natives() {
	m := w.m
	m.StepNative("lab_web", "listen", 2, w.listen)
	m.StepNative("lab_web", "close", 1, func(p *vm.Process, a []term.Term) vm.Step {
		return p.Block(func() (term.Term, error) {
			w.mu.Lock()
			var l *listener
			if ref := a[0].Ref(); ref != nil {
				l = w.listeners[ref.ID]
			}
			w.mu.Unlock()
			if l != nil {
				l.close()
			}
			return term.Ok, nil
		})
	})
	w.on("read_body", 3, (*exchange).readBody)
	m.StepNative("lab_web", "reply", 4, w.reply)
	w.responds("inform", 3, isInformational, (*exchange).inform)
	w.responds("send_file", 6, isStatus, (*exchange).sendFile)
	w.responds("start_chunks", 3, isStatus, (*exchange).startChunks)
	w.on("chunk", 2, (*exchange).chunk)
	w.on("upgrade", 2, (*exchange).upgrade)
	w.on("socket_send", 3, (*exchange).socketSend)
	w.on("socket_close", 3, (*exchange).socketClose)
	m.Native("lab_web", "socket_next", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if x := w.exchange(a[0]); x != nil {
			x.wantFrame()
		}
		return term.Ok, nil
	})
	m.Native("lab_web", "finished", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		x := w.exchange(a[0])
		return term.Bool(x == nil || x.begun.Load()), nil
	})
}

// reply implements reply(Ref, Status, Headers, Body). A short answer fits in the connection's
// buffer, which is written when the request ends, so it can be written here without blocking.
func (w *Web) reply(p *vm.Process, a []term.Term) vm.Step {
	x := w.exchange(a[0])
	if x == nil {
		return p.Return(failure(aClosed))
	}
	if !isStatus(a[1]) {
		return p.Fail(errStatus())
	}
	status, _ := a[1].AsInt()
	if body, _ := a[3].AsStr(); status >= 200 && len(body) <= buffered && x.mu.TryLock() {
		defer x.mu.Unlock()
		return p.Return(x.answer(a[1:]))
	}
	return p.Block(func() (term.Term, error) { return x.reply(a[1:]), nil })
}

// buffered is the size of net/http's write buffer, its bufferBeforeChunkingSize, in bytes.
const buffered = 2048

// errStatus is the error of an operation whose second argument is not a possible status.
func errStatus() *vm.Exception { return vm.BadargAt(2, "not a status of this kind of response") }

// responds is on for an operation whose second argument is a status.
func (w *Web) responds(name string, arity int, allows func(status term.Term) bool, do func(x *exchange, ctx context.Context, a []term.Term) term.Term) {
	w.m.StepNative("lab_web", name, arity, func(p *vm.Process, a []term.Term) vm.Step {
		if !allows(a[1]) {
			return p.Fail(errStatus())
		}
		return w.do(p, a, do)
	})
}

// on registers an operation of a process on its exchange. The operation runs outside the
// scheduler's workers, so it may wait for the client.
func (w *Web) on(name string, arity int, do func(x *exchange, ctx context.Context, a []term.Term) term.Term) {
	w.m.StepNative("lab_web", name, arity, func(p *vm.Process, a []term.Term) vm.Step { return w.do(p, a, do) })
}

func (w *Web) do(p *vm.Process, a []term.Term, do func(x *exchange, ctx context.Context, a []term.Term) term.Term) vm.Step {
	x := w.exchange(a[0])
	if x == nil {
		return p.Return(failure(aClosed))
	}
	return p.Block(func() (term.Term, error) { return do(x, x.ctx, a[1:]), nil })
}

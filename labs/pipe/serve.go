package pipe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"lab/labs/ear"
	"lab/runtime/etf"
	"lab/runtime/lib"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file is the node's end of the connection.

// The constants with the prefix ev name the events that a node sends. The constants with the prefix
// op name the operations that it supports.
const (
	evUp       = "up"       // the node answers; its project is not loaded yet
	evLoaded   = "loaded"   // the project has been loaded
	evUnloaded = "unloaded" // the project failed to compile or to start
	evStopping = "stopping" // a program has begun to stop the node: {stopping, Place}
	evHalted   = "halted"   // a program ends the node: {halted, Status, Place}
	evRedefine = "redefine" // a program tried to define a sealed module: {redefine, Module, Place}
	evAnswer   = "answer"   // {answer, Number, Result}

	opCall    = "call"    // {Module, Function, Arguments}
	opEval    = "eval"    // {Code, Bindings}
	opAttempt = "attempt" // {Code, Bindings}: see attempt.go
	opTap     = "tap"     // {Modules}
	opHeard   = "heard"   // {}
	opSeal    = "seal"    // {Modules}
	opWhere   = "where"   // {}
	opCount   = "count"   // {Module}
	opServed  = "served"  // {}
	opAsked   = "asked"   // {Module}
	opCut     = "cut"     // {Nodes}
	opHeal    = "heal"    // {Nodes}
)

// A Server is the node's end of the connection.
type Server struct {
	n    *node.Node
	boot Boot

	told told // the atoms in replies

	mu     sync.Mutex // held during a write
	out    io.Writer
	tap    *vm.Tap
	sealed map[term.Atom]bool // true until the first definition
	// library holds the modules of lab's library. The value is true for modules of Elixir and
	// Erlang/OTP.
	library map[term.Atom]bool
}

// NewServer returns a server that writes replies to out. Programs on the node must print to the
// Server.
func NewServer(boot Boot, out io.Writer) *Server { return &Server{boot: boot, out: out} }

// Write writes output of programs.
func (s *Server) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(b)
}

// Attend sets the node and reports that it is up.
func (s *Server) Attend(n *node.Node) {
	s.n = n
	s.library = lib.Modules(n.Machine())
	if s.boot.Sealed {
		n.Code().Sealed = s.isSealed
		n.Machine().HideRefs()
	} else {
		ear.Install(n.Machine(), s.library) // in a check, it would tell programs what the checks send
	}
	s.event(evUp)
}

// Loaded reports whether the node's project has been loaded.
func (s *Server) Loaded(ok bool) {
	if ok {
		s.event(evLoaded)
	} else {
		s.event(evUnloaded)
	}
}

// Stopping reports that a program has begun to stop the node. The node may take a while to end.
func (s *Server) Stopping(by []vm.StackEntry) { s.event(evStopping, term.Str(s.place(by))) }

// Halting reports that a program ends the node.
func (s *Server) Halting(code int, by []vm.StackEntry) {
	s.event(evHalted, term.Int(int64(code)), term.Str(s.place(by)))
}

// Serve handles requests until in ends. A lab may end while it writes a request, so an incomplete
// request is not an error.
func (s *Server) Serve(in io.Reader) error {
	for {
		body, err := readRequest(in)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		request, err := decode(body, s.decoding())
		if err != nil {
			return err
		}
		go s.handle(request.Elems())
	}
}

// readRequest reads an encoded request, which follows its length.
func readRequest(in io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxFrame {
		return nil, fmt.Errorf("a request of %d bytes", n)
	}
	body := make([]byte, n)
	_, err := io.ReadFull(in, body)
	return body, err
}

// decoding returns the options for decoding terms. They are not cached, because the node's name
// may change.
func (s *Server) decoding() etf.DecodeOpts {
	m := s.n.Machine()
	return etf.DecodeOpts{Node: m.Node(), Creation: m.Creation(), LocalPid: m.LocalPid}
}

func (s *Server) encoding() etf.EncodeOpts {
	if s.n == nil {
		return etf.EncodeOpts{}
	}
	m := s.n.Machine()
	return etf.EncodeOpts{Node: m.Node(), Creation: m.Creation()}
}

// event writes the event {name, args...}. A failed write is ignored: the node ends soon if nobody
// reads its output.
func (s *Server) event(name string, args ...term.Term) {
	body, err := encode(term.Tup(append([]term.Term{term.Sym(name)}, args...)...), s.encoding())
	if err != nil || len(body) > maxFrame {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.out.Write(frame(s.boot.Key, body))
}

// answer replies to a request. A result that exceeds the limits or cannot be encoded is replaced
// by an error.
func (s *Server) answer(id, result term.Term) {
	if !within(result, &s.told) {
		result = tooLarge
	}
	body, err := encode(term.Tup(term.Sym(evAnswer), id, result), s.encoding())
	if err != nil || len(body) > maxFrame {
		body, _ = encode(term.Tup(term.Sym(evAnswer), id, tooLarge), s.encoding())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.out.Write(frame(s.boot.Key, body))
}

var tooLarge = term.Tup(aFailed.Term(), term.Str("the value is too large to be shown"))

// handle executes the request {Number, Operation, {Arguments}, Milliseconds}.
func (s *Server) handle(r []term.Term) {
	if len(r) != 4 {
		return
	}
	ms, _ := r[3].AsInt()
	limit := time.Duration(ms) * time.Millisecond
	a := r[2].Elems()
	var result term.Term
	switch op := r[1].Atom().String(); {
	case op == opCall && len(a) == 3:
		args, _ := a[2].Slice()
		result = s.plain(s.run(limit, a[0].Atom(), a[1].Atom(), args...))
	case op == opEval && len(a) == 2:
		result = s.plain(s.evaluate(limit, a[0], a[1]))
	case op == opAttempt && len(a) == 2:
		result = s.outcome(s.evaluate(limit, a[0], a[1]))
	case op == opTap && len(a) == 1:
		s.startTap(atoms(a[0]))
		result = done(term.Ok)
	case op == opHeard:
		result = done(s.heard())
	case op == opSeal && len(a) == 1:
		s.seal(atoms(a[0]))
		result = done(term.Ok)
	case op == opWhere:
		result = done(term.Str(s.where()))
	case op == opServed:
		result = done(s.served())
	case (op == opCut || op == opHeal) && len(a) == 1:
		peers, _ := a[0].Slice()
		s.n.Cut(op == opCut, peers)
		result = done(term.Ok)
	case op == opAsked && len(a) == 1:
		result = done(s.asked(a[0].Atom()))
	case op == opCount && len(a) == 1:
		result = done(term.Int(int64(s.count(a[0].Atom()))))
	default:
		result = term.Tup(aFailed.Term(), term.Str("the node does not know this request"))
	}
	s.answer(r[0], result)
}

func done(v term.Term) term.Term { return term.Tup(term.Ok, v) }

func atoms(list term.Term) []term.Atom {
	var out []term.Atom
	all, _ := list.Slice()
	for _, t := range all {
		if t.IsAtom() {
			out = append(out, t.Atom())
		}
	}
	return out
}

// isSealed reports whether a module must not be defined, and sends an event if so.
func (s *Server) isSealed(mod term.Atom, file string, line int) bool {
	s.mu.Lock()
	first, sealed := s.sealed[mod]
	if first {
		s.sealed[mod], sealed = false, false
	}
	sealed = sealed || s.library[mod]
	s.mu.Unlock()
	if sealed {
		s.event(evRedefine, mod.Term(), term.Str(fmt.Sprintf("%.200s:%d", file, line)))
	}
	return sealed
}

// seal allows one more definition of each module. If a program defines the module before the lab
// does, the lab's definition is refused and the lab is notified.
func (s *Server) seal(mods []term.Atom) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sealed == nil {
		s.sealed = map[term.Atom]bool{}
	}
	for _, mod := range mods {
		s.sealed[mod] = true
	}
}

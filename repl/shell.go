package repl

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aDown     = term.Intern("DOWN")
	aYes      = term.Intern("yes")
	interrupt = term.Sym("interrupt")
)

// A Shell attaches a terminal to a node as a group leader and runs functions with it.
type Shell struct {
	m      *vm.Machine
	leader *Leader
	actor  *vm.Actor
	errors *errorDevice
	// server is the prompt process that Ctrl-C interrupts.
	server atomic.Pointer[term.Term]
	stop   chan struct{}
	// watched is the process whose exit reason is sent to ended. Only the group leader's actor
	// uses it.
	watched term.Term
	ended   chan term.Term
}

// Attach makes t the default terminal of a node's processes. Errors go to stderr.
func Attach(m *vm.Machine, t Terminal, stderr io.Writer) *Shell {
	s := &Shell{m: m, stop: make(chan struct{})}
	s.leader = NewLeader(host{s}, t, s.stop)
	s.actor = m.SpawnActor("user", s.handle)
	m.SetDefaultLeader(s.actor.PID())
	s.errors = &errorDevice{m: m, local: NewLeader(host{s}, NewPlain(strings.NewReader(""), stderr), s.stop), sent: map[[5]uint32]term.Term{}}
	m.SpawnActor("standard_error", s.errors.handle)
	return s
}

// Open attaches t for prompts on other nodes. The output of the node itself is not redirected.
func Open(m *vm.Machine, t Terminal) *Shell {
	s := &Shell{m: m, stop: make(chan struct{})}
	s.leader = NewLeader(guest{host{s}}, t, s.stop)
	s.actor = m.SpawnActor("", s.handle)
	s.actor.Open()
	return s
}

// Close ends the reads from the terminal.
func (s *Shell) Close() { close(s.stop) }

// host implements Host for the shell's own node.
type host struct{ s *Shell }

// Send implements Host.
func (h host) Send(to, msg term.Term) { h.s.m.Send(to, msg) }

// Apply implements Host.
func (h host) Apply(mod, fn term.Atom, args []term.Term) (term.Term, error) {
	return h.s.m.Call(mod, fn, args...)
}

// guest implements Host for prompts on other nodes. An I/O request can name a function to call, so
// guest restricts other nodes to the functions of io_lib.
type guest struct{ host }

var aIOLib = term.Intern("io_lib")

// errStranger is the error for a request of another node that names a function outside io_lib.
var errStranger = errors.New("a request of another node may call only functions of io_lib")

// Apply implements Host.
func (g guest) Apply(mod, fn term.Atom, args []term.Term) (term.Term, error) {
	if mod != aIOLib {
		return term.Term{}, errStranger
	}
	return g.host.Apply(mod, fn, args)
}

// handle processes a message of the group leader's mailbox. It monitors each reading process, so
// that a read ends with its process.
func (s *Shell) handle(a *vm.Actor, msg term.Term) {
	e := msg.Elems()
	if len(e) == 5 && e[0].Is(aDown) {
		s.down(e[3], e[4])
		return
	}
	if len(e) == 4 && e[0].Is(aIORequest) && readsInput(e[3]) {
		// A monitor of a dead process reports it down at once.
		_, _ = a.Process().Monitor(e[1], vm.MonitorOpts{})
	}
	s.leader.Handle(msg)
}

// Colours turns colours on or off for the output of programs.
func (s *Shell) Colours(on bool) {
	_, _ = s.Run("application", "set_env", term.Sym("elixir"), term.Sym("ansi_enabled"), term.Bool(on))
}

// Interrupt stops the evaluation in the prompt.
func (s *Shell) Interrupt() {
	if pid := s.server.Load(); pid != nil {
		s.m.Send(*pid, interrupt)
	}
}

// Run calls a function in a process that has this terminal as its group leader, and waits for the
// result.
func (s *Shell) Run(mod, fn string, args ...term.Term) (term.Term, error) {
	return s.RunAs(nil, mod, fn, args...)
}

// RunAs is like Run, but calls started with the process before it runs.
func (s *Shell) RunAs(started func(*vm.Process), mod, fn string, args ...term.Term) (term.Term, error) {
	return s.m.CallWith(vm.SpawnOpts{GroupLeader: s.actor.PID(), Started: started}, func(p *vm.Process) vm.Step {
		return p.TailApply(vm.ModuleAtom(mod), term.Intern(fn), args...)
	})
}

// Prompt runs a prompt until it ends. The options are those of IEx.start/1.
func (s *Shell) Prompt(opts ...term.Term) error {
	_, err := s.m.CallWith(vm.SpawnOpts{GroupLeader: s.actor.PID()}, func(p *vm.Process) vm.Step {
		pid := p.PID()
		s.server.Store(&pid)
		return p.TailApply(vm.ModuleAtom("IEx"), term.Intern("start"), term.List(opts...))
	})
	return err
}

// Complete asks IEx for the continuations of the text left of the cursor.
func (s *Shell) Complete(before string) Completion {
	pid := s.server.Load()
	if pid == nil {
		return Completion{}
	}
	var reversed []term.Term
	for _, r := range before {
		reversed = append([]term.Term{term.Int(int64(r))}, reversed...)
	}
	v, err := s.on(*pid, vm.ModuleAtom("IEx.Autocomplete"), term.Intern("expand"), term.List(reversed...), *pid)
	e := v.Elems()
	if err != nil || len(e) != 3 || !e[0].Is(aYes) {
		return Completion{}
	}
	c := Completion{Found: true}
	c.Insert, _ = text(e[1])
	list, _ := e[2].Slice()
	for _, choice := range list {
		if s, ok := text(choice); ok {
			c.Choices = append(c.Choices, s)
		}
	}
	// Erlang's shell shows the choices sorted and without duplicates.
	slices.Sort(c.Choices)
	c.Choices = slices.Compact(c.Choices)
	return c
}

// on calls a function on the node that a process runs on.
func (s *Shell) on(pid term.Term, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	p := pid.Pid()
	if p == nil || p.Node == term.LocalNode {
		return s.m.Call(mod, fn, args...)
	}
	return s.m.Call(term.Intern("erpc"), term.Intern("call"), p.Node.Term(), mod.Term(), fn.Term(), term.List(args...))
}

// Explain formats an error as Elixir prints it at the end of a program.
func (s *Shell) Explain(err error) string {
	e, ok := err.(*vm.Exception)
	if !ok {
		return "** " + err.Error()
	}
	kind := e.Class.Term()
	if e.Ended != nil {
		kind = term.Tup(term.Sym("EXIT"), term.FromPid(e.Ended))
	}
	v, failed := s.m.Call(vm.ModuleAtom("Kernel.CLI"), term.Intern("format_error"), kind, e.Reason, e.StackTerm())
	if shown, isText := text(v); failed == nil && isText {
		return shown
	}
	return fmt.Sprintf("** (%s) %s", e.Class, term.Inspect(e.Reason, term.Opts{}))
}

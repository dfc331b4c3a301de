package vm

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"lab/runtime/term"
)

func machine(t *testing.T) *Machine {
	t.Helper()
	m := New(Config{Workers: 4, Crash: func(Crash) {}})
	t.Cleanup(m.Close)
	return m
}

// A probe is an actor that runs Go functions in its process. It passes the received messages to
// next, in order.
type probe struct {
	a    *Actor
	msgs chan term.Term
}

func newProbe(m *Machine) *probe {
	p := &probe{msgs: make(chan term.Term, 1024)}
	p.a = m.SpawnActor("", func(_ *Actor, msg term.Term) { p.msgs <- msg })
	return p
}

func (p *probe) next(t *testing.T) string {
	t.Helper()
	select {
	case msg := <-p.msgs:
		return show(msg)
	case <-time.After(30 * time.Second):
		t.Fatal("no message came")
		return ""
	}
}

func (p *probe) do(f func(p *Process)) {
	done := make(chan struct{})
	p.a.Do(func() { f(p.a.Process()); close(done) })
	<-done
}

// show inspects a term. It shows a pid as pid and a reference as ref, because both vary.
func show(t term.Term) string {
	switch {
	case t.Pid() != nil:
		return "pid"
	case t.Ref() != nil:
		return "ref"
	case t.IsTuple():
		s := "{"
		for i, e := range t.Elems() {
			if i > 0 {
				s += ", "
			}
			s += show(e)
		}
		return s + "}"
	}
	return term.Inspect(t, term.Opts{})
}

// idle starts a process that waits forever.
func idle(m *Machine) term.Term {
	var wait Step
	wait = func(p *Process) Step {
		for {
			if _, ok := p.Peek(); !ok {
				return p.Wait(wait)
			}
			p.Take()
		}
	}
	return m.SpawnStep(SpawnOpts{}, wait)
}

func boom(p *Process) Step { return p.Fail(Exit(term.Sym("boom"))) }

func TestLinks(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	pid := idle(m)
	w.do(func(p *Process) { p.Link(pid.Pid()) })
	m.Exit(w.a.PID(), pid, term.Sym("bye"))
	if got := w.next(t); got != "{:EXIT, pid, :bye}" {
		t.Errorf("exit through a link: got %s", got)
	}
	w.do(func(p *Process) { p.Link(pid.Pid()) })
	if got := w.next(t); got != "{:EXIT, pid, :noproc}" {
		t.Errorf("link to the dead: got %s", got)
	}
}

func TestUnlink(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	pid := idle(m)
	w.do(func(p *Process) { p.Link(pid.Pid()); p.Unlink(pid.Pid()) })
	m.Exit(w.a.PID(), pid, term.AKill.Term())
	w.do(func(p *Process) { p.Monitor(pid, MonitorOpts{}) })
	if got := w.next(t); got != "{:DOWN, ref, :process, pid, :noproc}" && got != "{:DOWN, ref, :process, pid, :killed}" {
		t.Errorf("after unlink: got %s", got)
	}
}

func TestExitSignals(t *testing.T) {
	tests := []struct {
		name   string
		trap   bool
		reason term.Term
		want   string
	}{
		{"normal is ignored", false, term.ANormal.Term(), "alive"},
		{"any other ends", false, term.Sym("x"), ":x"},
		{"trapped", true, term.Sym("x"), "message {:EXIT, pid, :x}"},
		{"trapped normal", true, term.ANormal.Term(), "message {:EXIT, pid, :normal}"},
		{"kill is not trapped", true, term.AKill.Term(), ":killed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := machine(t)
			w := newProbe(m)
			ping := term.Sym("ping")
			self := w.a.PID()
			var loop Step
			loop = func(p *Process) Step {
				msg, ok := p.Peek()
				if !ok {
					return p.Wait(loop)
				}
				p.Take()
				if term.Equal(msg, ping) {
					p.Send(self, term.Sym("alive"))
				} else {
					p.Send(self, term.Tup(term.Sym("got"), msg))
				}
				return loop
			}
			pid := m.SpawnStep(SpawnOpts{}, func(p *Process) Step { p.trap = tt.trap; return loop })
			m.Send(pid, ping)
			w.next(t)
			w.do(func(p *Process) { p.Monitor(pid, MonitorOpts{}) })
			m.Exit(self, pid, tt.reason)
			m.Send(pid, ping)
			want := map[string]string{"alive": ":alive"}[tt.want]
			switch {
			case want != "":
			case tt.want[0] == ':':
				want = "{:DOWN, ref, :process, pid, " + tt.want + "}"
			default:
				want = "{:got, " + tt.want[len("message "):] + "}"
			}
			if got := w.next(t); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestMonitors(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	w.do(func(p *Process) { p.Monitor(m.SpawnStep(SpawnOpts{}, boom), MonitorOpts{}) })
	if got := w.next(t); got != "{:DOWN, ref, :process, pid, :boom}" && got != "{:DOWN, ref, :process, pid, :noproc}" {
		t.Errorf("got %s", got)
	}
	w.do(func(p *Process) { p.Monitor(term.Sym("nobody"), MonitorOpts{Tag: term.Sym("tag")}) })
	if got := w.next(t); got != "{:tag, ref, :process, {:nobody, :nonode@nohost}, :noproc}" {
		t.Errorf("of a name: got %s", got)
	}
}

func TestNames(t *testing.T) {
	m := machine(t)
	a, b := idle(m), idle(m)
	name := term.Intern("one")
	steps := []struct {
		what      string
		got, want bool
	}{
		{"register", m.Register(name, a), true},
		{"taken", m.Register(name, b), false},
		{"second name", m.Register(term.Intern("two"), a), false},
		{"unregister", m.Unregister(name), true},
		{"again", m.Unregister(name), false},
		{"free now", m.Register(name, b), true},
	}
	for _, s := range steps {
		if s.got != s.want {
			t.Errorf("%s: got %v", s.what, s.got)
		}
	}
	w := newProbe(m)
	w.do(func(p *Process) { p.Monitor(b, MonitorOpts{}) })
	m.Exit(a, b, term.AKill.Term())
	w.next(t)
	if got := m.WhereIs(name); !got.Is(term.AUndefined) {
		t.Errorf("the name of a dead process is %s", show(got))
	}
}

func TestCall(t *testing.T) {
	m := machine(t)
	m.StepNative("t", "twice", 1, func(p *Process, a []term.Term) Step {
		return p.ApplyThen(term.Intern("t"), term.Intern("one"), a, func(p *Process, v term.Term) Step {
			n, _ := v.AsInt()
			return p.Return(term.Int(2 * n))
		})
	})
	m.StepNative("t", "one", 1, func(p *Process, a []term.Term) Step {
		return p.Block(func() (term.Term, error) { return a[0], nil })
	})
	m.Native("t", "bad", 1, func(*Process, []term.Term) (term.Term, error) { return none, BadargAt(1, "not good") })
	tests := []struct{ fn, want string }{{"twice", "42"}, {"bad", "error: :badarg"}, {"gone", "error: :undef"}}
	for _, tt := range tests {
		v, err := m.Call(term.Intern("t"), term.Intern(tt.fn), term.Int(21))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = show(v)
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.fn, got, tt.want)
		}
	}
}

func TestTimers(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	for _, ms := range []int64{300, 100, 200} {
		m.After(msDuration(ms), func() { m.Send(w.a.PID(), term.Int(ms)) })
	}
	stopped := m.After(msDuration(150), func() { m.Send(w.a.PID(), term.Int(150)) })
	if !stopped.Stop() || stopped.Stop() {
		t.Error("Stop tells whether the timer was still to come")
	}
	got := w.next(t) + w.next(t) + w.next(t)
	if got != "100200300" {
		t.Errorf("timers fired in the order %s", got)
	}
}

func TestAlias(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	var ref *term.Ref
	w.do(func(p *Process) { ref = p.Alias(true) })
	m.Send(term.FromRef(ref), term.Int(1))
	m.Send(term.FromRef(ref), term.Int(2))
	m.Send(w.a.PID(), term.Int(3))
	if got := w.next(t) + w.next(t); got != "13" {
		t.Errorf("an alias for one reply let %s pass", got)
	}
}

// TestHammerSignals monitors 2000 processes, sends them messages and ends them, all concurrently.
// Each monitor must deliver its :DOWN.
func TestHammerSignals(t *testing.T) {
	m := machine(t)
	const n = 2000
	var wg sync.WaitGroup
	w := newProbe(m)
	for i := range n {
		pid := idle(m)
		wg.Add(1)
		go func() {
			defer wg.Done()
			w.a.Do(func() { w.a.Process().Monitor(pid, MonitorOpts{}) })
			for range 5 {
				m.Send(pid, term.Int(int64(i)))
			}
			m.Exit(w.a.PID(), pid, term.Sym("end"))
		}()
	}
	wg.Wait()
	for i := range n {
		if got := w.next(t); got != "{:DOWN, ref, :process, pid, :end}" && got != "{:DOWN, ref, :process, pid, :noproc}" {
			t.Fatalf("message %d: %s", i, got)
		}
	}
	if left := len(m.Processes()); left != 1 {
		t.Errorf("%d processes are left", left)
	}
}

// TestHammerPingPong passes a token around rings of processes.
func TestHammerPingPong(t *testing.T) {
	m := machine(t)
	w := newProbe(m)
	const rings, size, rounds = 8, 20, 50
	for r := range rings {
		next := w.a.PID()
		for i := range size {
			to, left := next, rounds
			first := i == 0
			var step Step
			step = func(p *Process) Step {
				for {
					msg, ok := p.Peek()
					if !ok {
						return p.Wait(step)
					}
					p.Take()
					if first {
						if left--; left > 0 {
							p.Send(msg, msg)
							continue
						}
					}
					p.Send(to, msg)
				}
			}
			next = m.SpawnStep(SpawnOpts{}, step)
		}
		m.Send(next, next)
		_ = r
	}
	for range rings {
		if got := w.next(t); got != "pid" {
			t.Fatal(fmt.Sprint("got ", got))
		}
	}
}

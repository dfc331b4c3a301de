package code

import (
	"strings"
	"testing"
	"time"

	"lab/runtime/term"
	"lab/runtime/vm"
)

func TestAFileThatComesToNoEndIsStopped(t *testing.T) {
	for name, text := range map[string]string{
		"the body of A": "defmodule A do\n  x = fn x -> x.(x) end\n  x.(x)\nend\n",
		"A.loop/1":      "defmodule A do\n  defmacrop m(x), do: loop(x)\n  def loop(x), do: loop(x)\n  def f, do: m(1)\nend\n",
		"":              "defmodule A do\n  defmacrop m(), do: wait()\n  def wait(), do: (receive do :never -> 1 end)\n  def f, do: m()\nend\n",
	} {
		s := newServer(t)
		s.Patience = vm.Patience{Work: 100_000, Idle: 200 * time.Millisecond}
		_, errs, _ := compileProject(t, s, map[string]string{"a.ex": text})
		if len(errs) != 1 || !strings.Contains(errs[0], "did not finish") || !strings.Contains(errs[0], name) {
			t.Errorf("%s: %q", name, errs)
		}
	}
}

// A lookClock fires every timer after a millisecond, and reports each firing to looks. The timers
// are the checks for a compilation without end, and those of the memory guard.
type lookClock struct{ looks chan struct{} }

func (lookClock) Now() time.Time           { return time.Now() }
func (lookClock) Monotonic() time.Duration { return time.Duration(time.Now().UnixNano()) }
func (c lookClock) AfterFunc(_ time.Duration, f func()) func() {
	t := time.AfterFunc(time.Millisecond, func() {
		f()
		select {
		case c.looks <- struct{}{}:
		default:
		}
	})
	return func() { t.Stop() }
}

// TestASlowFileIsNotStopped compiles files that wait for work outside of processes or for a busy
// process, for much longer than an idle file may wait.
func TestASlowFileIsNotStopped(t *testing.T) {
	for name, text := range map[string]string{
		"outside":   "defmodule A do\n  :slow.native()\nend\n",
		"a process": "defmodule A do\n  me = :slow.self()\n  :slow.spawn(fn -> :slow.send(me, :slow.work()) end)\n  receive do :worked -> 1 end\nend\n",
	} {
		clock := lookClock{make(chan struct{})}
		m := vm.New(vm.Config{Workers: 2, Clock: clock})
		t.Cleanup(m.Close)
		s := New(m)
		s.Patience = vm.Patience{Work: 1 << 50, Idle: time.Second}
		enough := make(chan struct{})
		go func() {
			for range 100 {
				<-clock.looks
			}
			close(enough)
		}()
		m.StepNative("slow", "native", 0, func(p *vm.Process, _ []term.Term) vm.Step {
			return p.Block(func() (term.Term, error) { <-enough; return term.Ok, nil })
		})
		m.StepNative("slow", "work", 0, func(p *vm.Process, _ []term.Term) vm.Step {
			var on vm.Step
			on = func(p *vm.Process) vm.Step {
				select {
				case <-enough:
					return p.Return(term.Sym("worked"))
				default:
					return p.Yield(on)
				}
			}
			return on
		})
		m.Native("slow", "self", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) { return p.PID(), nil })
		m.Native("slow", "send", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
			m.Send(a[0], a[1])
			return a[1], nil
		})
		m.Native("slow", "spawn", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			return m.Spawn(vm.SpawnOpts{}, a[0]), nil
		})
		if _, errs, _ := compileProject(t, s, map[string]string{"a.ex": text}); errs != nil {
			t.Errorf("waiting for %s: %q", name, errs)
		}
	}
}

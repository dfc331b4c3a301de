package vm

import (
	"sync/atomic"

	"lab/runtime/term"
)

// A Crash is the end of a process by an error that nobody caught.
type Crash struct {
	PID         term.Term
	Leader      term.Term
	Node        term.Atom
	Reason      term.Term // an exception struct, or what Erlang raises
	Stack       term.Term
	InitialCall term.Term
}

// report hands the crash to whoever takes them. One of a quiet process, which
// may be the one that logs, goes to the engine's own log.
func (p *Process) report(reason term.Term, e *Exception) {
	if p.m.crowd.tooMany(e) {
		return
	}
	f := p.m.cfg.Crash
	if g := p.m.sched.crash.Load(); g != nil {
		f = *g
	}
	if f == nil || p.quiet {
		p.m.cfg.Log("error", "process "+term.Inspect(p.PID(), term.Opts{})+" crashed: "+e.Error()+" "+term.Inspect(e.StackTerm(), term.Opts{}))
		return
	}
	f(Crash{PID: p.PID(), Leader: p.GroupLeader(), Node: p.m.Node(), Reason: reason, Stack: e.StackTerm(), InitialCall: p.start.term()})
}

// CrashTo has crashes logged by an Elixir function of the pid, the reason, the
// stack trace and a map. It runs in a process of its own, whose group leader is
// that of the process that crashed.
func (m *Machine) CrashTo(mod, fn string) {
	name, f := ModuleAtom(mod), term.Intern(fn)
	m.SetCrash(func(c Crash) {
		if m.reports.waiting.Add(1) > mostReports {
			m.reports.waiting.Add(-1)
			m.reports.flushed.Add(1)
			return
		}
		meta := term.MapOf(term.Sym("pid"), c.PID, term.Sym("gl"), c.Leader)
		p, _ := m.spawn(SpawnOpts{GroupLeader: c.Leader, Quiet: true}, func(p *Process) Step {
			return p.TailApply(name, f, c.PID, c.Reason, c.Stack, meta)
		})
		p.OnExit(m.reported)
		m.start(p, nil)
	})
}

// mostReports is how many crashes may wait to be logged; more are only counted. Erlang's
// logger_std_h flushes its queue at as many (flush_qlen).
const mostReports = 1000

// reports keeps count of crashes that are being logged, and of those that were not.
type reports struct {
	waiting, flushed atomic.Int64
}

// reported says, once there is nothing more to log, how much was not, in Erlang's words.
func (m *Machine) reported() {
	if m.reports.waiting.Add(-1) > 0 {
		return
	}
	if n := m.reports.flushed.Swap(0); n > 0 {
		m.SpawnApply(SpawnOpts{Quiet: true}, term.Intern("logger"), term.Intern("notice"),
			term.Charlist("Handler :default flushed ~w log events"), term.List(term.Int(n)))
	}
}

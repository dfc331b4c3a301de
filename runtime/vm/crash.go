package vm

import (
	"sync/atomic"

	"lab/runtime/term"
)

// A Crash describes a process that ended with an uncaught error.
type Crash struct {
	PID         term.Term
	Leader      term.Term
	Node        term.Atom
	Reason      term.Term // an exception struct, or an error reason of Erlang
	Stack       term.Term
	InitialCall term.Term
}

// report passes the crash to the crash handler. The crash of a quiet process goes to the engine's
// own log, because the process may be the logger itself.
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

// CrashTo makes the Elixir function mod.fn log crashes. Its arguments are the pid, the reason, the
// stack trace, and a map with the metadata pid and gl. Each call runs in a new process with the
// group leader of the crashed process.
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

// mostReports is the maximum number of crashes waiting to be logged. Further crashes are only
// counted. Erlang's logger_std_h flushes its queue at this length (flush_qlen).
const mostReports = 1000

// reports counts the crashes waiting to be logged and those dropped.
type reports struct {
	waiting, flushed atomic.Int64
}

// reported is called after each report. When no report is waiting, it logs the number of dropped
// reports with the text of Erlang.
func (m *Machine) reported() {
	if m.reports.waiting.Add(-1) > 0 {
		return
	}
	if n := m.reports.flushed.Swap(0); n > 0 {
		m.SpawnApply(SpawnOpts{Quiet: true}, term.Intern("logger"), term.Intern("notice"),
			term.Charlist("Handler :default flushed ~w log events"), term.List(term.Int(n)))
	}
}

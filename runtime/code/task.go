package code

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file stops compilations that do not terminate. Module bodies and macros are programs, so
// they can loop forever.

// A compileTask is the compilation of one file of a pool.
type compileTask struct {
	pool *pool
	told bool // warn about redefined modules
	// script is set for a file that is run rather than compiled.
	script bool

	// cancelled is set once the file is stopped because another file failed.
	cancelled atomic.Bool
	// deadlock is the module that the file waits for in a deadlock, or 0.
	deadlock atomic.Uint32

	mu      sync.Mutex
	running []*vm.Process // innermost last
	late    bool
	at      []vm.StackEntry // the innermost calls when the task was stopped
}

func (j *job) ofTask() *compileTask {
	for ; j != nil; j = j.parent {
		if j.task != nil {
			return j.task
		}
	}
	return nil
}

// within runs a step for a job in a new process and waits for its value.
func (s *Server) within(j *job, first vm.Step) (term.Term, error) {
	o := vm.SpawnOpts{GroupLeader: j.leader, Quiet: true}
	t := j.ofTask()
	if t == nil {
		return s.callFor(j, o, first)
	}
	var own *vm.Process
	o.Started = func(p *vm.Process) {
		own = p
		t.mu.Lock()
		t.running = append(t.running, p)
		t.mu.Unlock()
	}
	defer func() {
		t.mu.Lock()
		t.running = slices.DeleteFunc(t.running, func(p *vm.Process) bool { return p == own })
		t.mu.Unlock()
	}()
	return s.callFor(j, o, first)
}

// callFor calls CallWith and associates the process with j.
func (s *Server) callFor(j *job, o vm.SpawnOpts, first vm.Step) (term.Term, error) {
	o.Library = j.lazy
	var own *vm.Process
	started := o.Started
	o.Started = func(p *vm.Process) {
		own = p
		s.jobs.Store(p, j)
		if started != nil {
			started(p)
		}
	}
	defer func() { s.jobs.Delete(own) }()
	return s.m.CallWith(o, first)
}

// jobOf returns the job that p is working for, or nil.
func (s *Server) jobOf(p *vm.Process) *job {
	j, _ := s.jobs.Load(p)
	mine, _ := j.(*job)
	return mine
}

// LimitScripts also stops scripts that do not terminate, until done is called.
func (s *Server) LimitScripts(b vm.Patience) (done func()) {
	s.scripts.Store(&b)
	return func() { s.scripts.Store(nil) }
}

// limitScript is like limit, but for a script. It has no effect unless LimitScripts has been
// called.
func (s *Server) limitScript(t *compileTask) (done func()) {
	if b := s.scripts.Load(); b != nil {
		return s.watch(*b, t)
	}
	return func() {}
}

// limit stops a task that does not terminate. done cancels the limit.
func (s *Server) limit(t *compileTask) (done func()) { return s.watch(s.Patience, t) }

func (s *Server) watch(b vm.Patience, t *compileTask) (done func()) {
	return s.m.Watch(b, vm.Watched{
		Processes: func() []*vm.Process {
			t.mu.Lock()
			defer t.mu.Unlock()
			return slices.Clone(t.running)
		},
		Busy:    s.Loading,
		Endless: func(*vm.Process) { t.stop(s.m) },
	})
}

// stop stops the processes of the task, innermost first. It records the calls of the innermost
// process.
func (t *compileTask) stop(m *vm.Machine) {
	t.mu.Lock()
	t.late = true
	running := slices.Clone(t.running)
	t.mu.Unlock()
	slices.Reverse(running)
	for i, p := range running {
		stopped := make(chan struct{})
		m.Stop(p, func(calls []vm.StackEntry) {
			if i == 0 {
				t.mu.Lock()
				t.at = calls
				t.mu.Unlock()
			}
			close(stopped)
		})
		<-stopped
	}
}

// explain returns the error of a task that was stopped, or err.
func (t *compileTask) explain(file string, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.late || err == nil {
		return err
	}
	line, in := term.Nil, ""
	for _, c := range t.at {
		if c.File == file || c.File == diagnostic.Relative(file) {
			line = term.Int(int64(c.Line))
			in = fmt.Sprintf("; it was in %s.%s/%d", diagnostic.Inspect(c.Module.Term()), c.Name, c.Arity)
			if c.Name == compile.AFileFun {
				in = ""
			}
			if c.Name == aBodyName || strings.HasPrefix(c.Name.String(), "-__MODULE__/") {
				in = "; it was in the body of " + diagnostic.Inspect(c.Module.Term())
			}
			break
		}
	}
	return vm.Raise("CompileError", "file", diagnostic.Relative(file), "line", line,
		"description", fmt.Sprintf("%s this file did not finish and was stopped%s", t.doing(), in))
}

// doing returns the verb for messages about the task.
func (t *compileTask) doing() string {
	if t.script {
		return "running"
	}
	return "compiling"
}

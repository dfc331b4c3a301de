package vm

import (
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/term"
)

// Config holds the options of a machine. Zero values mean defaults.
type Config struct {
	// Workers is the number of schedulers. The default is the number of processors.
	Workers int
	Clock   Clock
	// Log receives the engine's own log messages.
	Log func(level, text string)
	// Crash receives uncaught errors of processes. It must not block.
	Crash func(c Crash)
	// MaxHeapWords bounds the stack of a process, in words of eight bytes.
	MaxHeapWords int
	// MaxMailbox bounds the number of messages in a mailbox.
	MaxMailbox int
	// MaxMemory bounds the Go heap in bytes (memory.go).
	MaxMemory uint64
	// Brief marks a machine that lives for seconds, alongside others like it. Its memory is
	// collected as late as possible (headroom.go).
	Brief bool
	// MaxProcesses bounds the number of processes (crowd.go).
	MaxProcesses int
	// MaxTies bounds the number of links, monitors and aliases of one process, and the number of
	// timers of all processes.
	MaxTies int
	// FirstPid is the number of the first process.
	FirstPid uint32
	Stdout   io.Writer
}

// A Clock tells the time and schedules calls.
type Clock interface {
	Now() time.Time
	// Monotonic returns the time since some fixed moment. It never decreases.
	Monotonic() time.Duration
	// AfterFunc calls f on a new goroutine after d.
	AfterFunc(d time.Duration, f func()) (stop func())
}

type realClock struct{ start time.Time }

func (c realClock) Now() time.Time           { return time.Now() }
func (c realClock) Monotonic() time.Duration { return time.Since(c.start) }
func (c realClock) AfterFunc(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// A Machine is the engine of one node.
type Machine struct {
	cfg     Config
	code    code
	table   table
	names   names
	alias   aliases
	sched   scheduler
	clock   timers
	nodes   nodes
	guard   memoryGuard
	taps    taps
	crowd   crowd
	reports reports
	traces  traces

	// msgTimers holds the timers of send_after and start_timer.
	msgTimers struct {
		mu    sync.Mutex
		byRef map[refKey]*Timer
	}

	// OnUndefined loads the module of an undefined function. Set it before the first process
	// starts. It is called outside the workers.
	OnUndefined func(p *Process, mod term.Atom) error
	// Revive compiles a closure from another node. It is called outside the workers.
	Revive func(f *term.Fun) (*term.Fun, error)

	pids    atomic.Uint32
	refs    atomic.Uint64
	refBase [2]uint32   // added to the upper words of references
	hidden  atomic.Bool // see HideRefs
	uniq    atomic.Int64
	leader  atomic.Pointer[term.Term]
	onEnd   atomic.Pointer[func(pid term.Term)] // see SetEnded
	started time.Time
	closing sync.Once
	ended   chan struct{} // closed by Close
	hands   hands
}

// ErrClosed is the error of a call that is pending when the machine is closed.
var ErrClosed = errors.New("the node has ended")

// These are the defaults of Config.
const (
	DefaultMaxHeapWords = 1 << 26
	DefaultMaxMailbox   = 5_000_000
	DefaultMaxMemory    = 3 << 30
	DefaultMaxProcesses = 1 << 20
)

// New returns a machine with running workers.
func New(cfg Config) *Machine {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.NumCPU()
	}
	if cfg.Clock == nil {
		cfg.Clock = realClock{time.Now()}
	}
	if cfg.Log == nil {
		cfg.Log = func(string, string) {}
	}
	if cfg.MaxHeapWords == 0 {
		cfg.MaxHeapWords = DefaultMaxHeapWords
	}
	if cfg.MaxMailbox == 0 {
		cfg.MaxMailbox = DefaultMaxMailbox
	}
	if cfg.MaxMemory == 0 {
		cfg.MaxMemory = DefaultMaxMemory
	}
	if cfg.MaxProcesses == 0 {
		cfg.MaxProcesses = min(DefaultMaxProcesses, int(cfg.MaxMemory/processBytes))
	}
	if cfg.MaxTies == 0 {
		cfg.MaxTies = int(cfg.MaxMemory / tieBytes / 8)
	}
	if cfg.FirstPid == 0 {
		cfg.FirstPid = 100
	}
	m := &Machine{cfg: cfg, ended: make(chan struct{})}
	m.pids.Store(cfg.FirstPid - 1)
	m.started = cfg.Clock.Now()
	m.refs.Store(1 << 16)
	m.refBase = refBase(m.started)
	m.hands.init(m.ended)
	m.code.init()
	m.table.init()
	m.names.init()
	m.alias.init()
	m.clock.init(cfg.Clock)
	m.nodes.init()
	m.msgTimers.byRef = map[refKey]*Timer{}
	m.registerNatives()
	m.sched.start(m, cfg.Workers)
	m.crowd.init(m, cfg.MaxProcesses)
	m.guard.start(m, cfg.MaxMemory)
	return m
}

// Close stops the workers, and the actors after they have handled their messages. Processes are
// left as they are. Pending calls return ErrClosed.
func (m *Machine) Close() {
	m.closing.Do(func() {
		m.guard.end()
		m.sched.stop()
		m.clock.stop()
		close(m.ended)
		m.hands.release()
		for _, p := range m.table.all() {
			if p.actor != nil {
				p.actor.wake()
			}
		}
	})
}

// Config returns the options of the machine with defaults filled in.
func (m *Machine) Config() Config { return m.cfg }

// SetCrash replaces the receiver of crash reports.
func (m *Machine) SetCrash(f func(Crash)) { m.sched.crash.Store(&f) }

// Clock returns the machine's clock.
func (m *Machine) Clock() Clock { return m.cfg.Clock }

// SetDefaultLeader sets the group leader of processes spawned by Go code.
func (m *Machine) SetDefaultLeader(pid term.Term) { m.leader.Store(&pid) }

func (m *Machine) defaultLeader() term.Term {
	if t := m.leader.Load(); t != nil {
		return *t
	}
	return term.Term{}
}

func (m *Machine) newPid(p *Process) *term.Pid {
	return &term.Pid{Node: term.LocalNode, ID: m.pids.Add(1), Proc: p}
}

// refBase returns words that distinguish the references of this machine from those of an earlier
// machine with the same name. As on the BEAM, they derive from the start time. They have nine and
// ten decimal digits, so all references print with about the same length.
func refBase(started time.Time) [2]uint32 {
	h := uint64(started.UnixNano()) * 0x9e3779b97f4a7c15
	return [2]uint32{uint32(1e8 + h%8e8), uint32(1e9 + h>>32%3e9)}
}

// NewRef returns a new unique reference.
func (m *Machine) NewRef() *term.Ref {
	ref := m.newRef()
	return &ref
}

// HideRefs makes future references random. Otherwise a program can compute the references of other
// processes from its own, and send forged replies.
func (m *Machine) HideRefs() { m.hidden.Store(true) }

func (m *Machine) newRef() term.Ref {
	if m.hidden.Load() {
		n := rand.Uint64()
		return term.Ref{Node: term.LocalNode, N: 3, ID: [5]uint32{rand.Uint32() & 0x3ffff, uint32(n), uint32(n >> 32)}}
	}
	n := m.refs.Add(1)
	return term.Ref{Node: term.LocalNode, N: 3,
		ID: [5]uint32{uint32(n) & 0x3ffff, m.refBase[0] + uint32(n>>18), m.refBase[1] + uint32(n>>50)}}
}

// UniqueInteger returns a positive integer that is never returned again.
func (m *Machine) UniqueInteger() int64 { return m.uniq.Add(1) }

// LocalPid returns the pid of this node with the given numbers, whether or not the process is
// alive. It is for pids that other nodes send back.
func (m *Machine) LocalPid(id, serial uint32) *term.Pid {
	if serial == 0 {
		if p := m.table.get(id); p != nil {
			return p.id
		}
	}
	return &term.Pid{Node: term.LocalNode, ID: id, Serial: serial}
}

// Lookup returns the living process of a local pid, or nil.
func (m *Machine) Lookup(pid term.Term) *Process {
	id := pid.Pid()
	if id == nil || id.Node != term.LocalNode {
		return nil
	}
	p := processOf(id)
	if p == nil {
		p = m.table.get(id.ID)
	}
	if p == nil || p.dead() {
		return nil
	}
	return p
}

func processOf(id *term.Pid) *Process {
	p, _ := id.Proc.(*Process)
	return p
}

func (p *Process) dead() bool { return p.in.isEnded() }

// runs reports whether p is running or runnable.
func (p *Process) runs() bool { return !p.in.isWaiting() && !p.in.isEnded() }

// Processes returns the pids of the living processes.
func (m *Machine) Processes() []term.Term {
	var out []term.Term
	for _, p := range m.table.all() {
		out = append(out, p.PID())
	}
	sortPids(out)
	return out
}

// Spawned returns the pids of the living processes whose number is greater than last, and the
// number of the newest process. The call is cheap if there are no such processes.
func (m *Machine) Spawned(last uint32) (newest uint32, pids []term.Term) {
	newest = m.pids.Load()
	if newest == last {
		return newest, nil
	}
	for _, p := range m.table.all() {
		if p.id.ID > last && p.id.ID <= newest {
			pids = append(pids, p.PID())
		}
	}
	sortPids(pids)
	return newest, pids
}

// Call calls an exported function in a new process, and waits for its value or error, or for the
// end of the machine. It must not be called from a worker.
func (m *Machine) Call(mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return m.CallWith(SpawnOpts{}, func(p *Process) Step { return p.TailApply(mod, fn, args...) })
}

// CallFun is like Call, but calls a fun.
func (m *Machine) CallFun(fun term.Term, args ...term.Term) (term.Term, error) {
	return m.CallWith(SpawnOpts{}, func(p *Process) Step { return p.TailCall(fun, args...) })
}

// CallWith is like Call, but runs a step in a process with the given spawn options.
func (m *Machine) CallWith(o SpawnOpts, first Step) (term.Term, error) {
	type answer struct {
		v   term.Term
		err error
	}
	done := make(chan answer, 1)
	p, _ := m.spawn(o, func(p *Process) Step {
		return p.Try(first, func(p *Process, v term.Term) Step {
			done <- answer{v: v}
			return p.Return(v)
		}, func(p *Process, e *Exception) Step {
			done <- answer{err: e}
			return p.terminate(term.ANormal.Term())
		})
	})
	p.OnExit(func() {
		e := *p.doom
		if len(e.Stack) == 0 {
			e.Ended = p.PID().Pid()
		}
		select {
		case done <- answer{err: &e}:
		default:
		}
	})
	if o.Started != nil {
		o.Started(p)
	}
	m.start(p, nil)
	select {
	case a := <-done:
		return a.v, a.err
	case <-m.ended:
		return term.Term{}, ErrClosed
	}
}

// Stop ends a process like exit/2 with kill. Before that it calls at on the worker of the process,
// with the current calls of the process, innermost first.
func (m *Machine) Stop(p *Process, at func(calls []StackEntry)) {
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{
		do: func(p *Process) {
			if p.doom == nil {
				e := Exit(term.AKilled.Term())
				p.trace(e)
				at(e.Stack)
				p.doom = Exit(term.AKilled.Term())
			}
		},
		dead: func() { at(nil) },
	}}, nil)
}

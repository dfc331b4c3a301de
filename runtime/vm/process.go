package vm

import (
	"sync/atomic"

	"lab/runtime/term"
)

// why says why a process gave its worker back.
type why uint8

const (
	whyYield why = iota
	whyWait
	whyEnd
)

// A Process is one Elixir process. Everything but the queue of signals belongs
// to whoever runs it at the moment.
type Process struct {
	// R is the window of registers of the running function.
	R []term.Term

	reds     int
	next     Step
	at       *Func // the function that the step next belongs to, if the turn ended there
	why      why
	trap     bool
	quiet    bool
	private  bool
	children uint8         // how many it has spawned, up to a few
	name     atomic.Uint32 // the registered name; written with the table of names locked
	plan     term.Atom     // of a supervisor: the module that says what it starts
	native   *Func         // the step native that runs, with its arguments
	args     []term.Term
	worker   *worker
	m        *Machine
	id       *term.Pid
	page     *page

	frames   []frame
	handlers []handler
	spare    []term.Term
	segment  int32
	callback term.Atom // of a GenServer
	words    int
	asked    int32        // bytes since it was seen that there is room
	worked   int32        // steps since it looked at its signals
	made     atomic.Int64 // all bytes that it ever asked for
	aside    atomic.Pointer[aside]
	spent    atomic.Int64 // reductions of the turns before this one
	doom     *Exception
	box      mailbox
	x        *extras
	actor    *Actor
	leader   *term.Pid // of its group; nil of a node's first processes
	parent   *term.Pid
	start    initialCall

	tracing atomic.Pointer[tracing] // what is told of it; nil of most
	in      inbox
}

// extras are the parts of a process that many never need.
type extras struct {
	links    few[*term.Pid, link]
	monitors few[refKey, *monitor] // what this process watches
	watchers few[refKey, watcher]  // who watches this process
	aliases  few[refKey, *alias]
	remote   map[remotePid]*term.Pid // links to pids of other nodes
	dict     dict
	onExit   []func()
	label    term.Term
	priority term.Atom
	pending  *block
	timer    *Timer // of receives with a time limit, nil before the first
	timed    bool   // it is set
	timedOut bool
	spawns   map[refKey]remoteSpawn
	seq      *seqState
}

func (p *Process) extra() *extras {
	if p.x == nil {
		p.x = &extras{}
	}
	return p.x
}

// PID returns the process identifier.
func (p *Process) PID() term.Term { return term.FromPid(p.id) }

// Machine returns the engine the process runs on.
func (p *Process) Machine() *Machine { return p.m }

// GroupLeader returns the process that does input and output for p.
func (p *Process) GroupLeader() term.Term {
	if p.leader == nil {
		return term.Term{}
	}
	return term.FromPid(p.leader)
}

// leaderOrSelf is the group leader as programs see it: the first processes of a node have
// none, and are their own.
func (p *Process) leaderOrSelf() term.Term {
	if p.leader == nil {
		return p.PID()
	}
	return term.FromPid(p.leader)
}

// SetGroupLeader changes it.
func (p *Process) SetGroupLeader(pid term.Term) { p.leader = pid.Pid() }

// Parent returns the pid of the process that spawned p, undefined if none.
func (p *Process) Parent() term.Term {
	if p.parent == nil {
		return term.Undefined
	}
	return term.FromPid(p.parent)
}

// OnExit has f called when the process ended, before its links hear of it. It
// must not block.
func (p *Process) OnExit(f func()) { x := p.extra(); x.onExit = append(x.onExit, f) }

// Reductions returns how much the process has run.
func (p *Process) Reductions() int64 { return p.spent.Load() }

// SpawnOpts says how a process starts.
type SpawnOpts struct {
	Link    bool
	Monitor bool
	// MonitorTag and Alias are options of the monitor.
	MonitorTag term.Term
	Alias      string
	// Parent spawns the process; nil for Go code.
	Parent *Process
	// GroupLeader is the parent's if it is not given.
	GroupLeader term.Term
	Name        term.Atom
	// Priority is what process_info tells; all run alike.
	Priority term.Atom
	// Quiet processes are not reported to Crash when they crash.
	Quiet bool
	// Private processes cannot be traced by programs, nor can those that they start: a trace
	// would tell what they are given.
	Private bool
	// Started is told the process of CallWith before it runs.
	Started func(p *Process)
	// remote is the parent when it is on another node.
	remote *term.Pid
	ref    *term.Ref
}

// Spawn starts a process that calls fun.
func (m *Machine) Spawn(o SpawnOpts, fun term.Term, args ...term.Term) term.Term {
	p, _ := m.spawn(o, func(p *Process) Step { return p.TailCall(fun, args...) })
	startCall{fun: fun, args: args}.begins(p)
	pid := p.PID()
	m.start(p, o.Parent)
	return pid
}

// SpawnApply starts a process that calls an exported function.
func (m *Machine) SpawnApply(o SpawnOpts, mod, name term.Atom, args ...term.Term) term.Term {
	p, _ := m.spawn(o, func(p *Process) Step { return p.TailApply(mod, name, args...) })
	startCall{mod: mod, name: name, args: args}.begins(p)
	pid := p.PID()
	m.start(p, o.Parent)
	return pid
}

// SpawnStep starts a process of Go steps.
func (m *Machine) SpawnStep(o SpawnOpts, first Step) term.Term {
	p, _ := m.spawn(o, first)
	pid := p.PID()
	m.start(p, o.Parent)
	return pid
}

// doneSite ends a process whose first call returned.
var doneSite *Site

func init() {
	doneSite = &Site{Then: func(p *Process, _ term.Term) Step {
		p.handBack()
		return p.terminate(term.ANormal.Term())
	}}
}

// A newborn is a process with what all need at first, in one piece of memory. It has room
// for a process that waits for a message and holds little, as most do, and not for more:
// up to 512 bytes Go's allocator needs no header.
type newborn struct {
	Process
	pid    term.Pid
	frames [2]frame
	regs   [2]term.Term
}

func (m *Machine) newborn() *Process {
	n := &newborn{}
	p := &n.Process
	p.m = m
	n.pid = term.Pid{Node: term.LocalNode, ID: m.pids.Add(1), Proc: p}
	p.id = &n.pid
	n.frames[0], n.frames[1] = frame{site: doneSite}, frame{segmentSite, n.regs[:0]}
	p.frames = n.frames[:]
	p.R = n.regs[:0]
	p.segment, p.words = int32(len(n.regs)), len(n.regs)*slotWords
	return p
}

// spawn makes a process without starting it. With Monitor it also makes the
// monitor and returns its reference.
func (m *Machine) spawn(o SpawnOpts, first Step) (*Process, term.Term) {
	p := m.newborn()
	p.next, p.leader, p.quiet, p.private = first, o.GroupLeader.Pid(), o.Quiet, o.Private
	parent := o.Parent
	if parent != nil {
		p.parent, p.private = parent.id, p.private || parent.private
		if p.leader == nil {
			p.leader = parent.leader
		}
	}
	if o.remote != nil {
		p.parent = o.remote
	}
	if p.leader == nil {
		p.leader = m.defaultLeader().Pid()
	}
	if t := m.traces.fresh.Load(); t != nil {
		p.Trace(true, t.flags, t.tracer)
	}
	m.table.put(p)
	m.crowd.enter()
	if o.Name != 0 {
		m.names.register(o.Name, p)
	}
	if o.Link && parent != nil {
		p.addLink(parent.id)
		parent.addLink(p.id)
	}
	var ref term.Term
	if o.Monitor && parent != nil {
		ref = parent.watchSpawned(p, o)
	}
	return p, ref
}

func (m *Machine) start(p *Process, by *Process) {
	var w *worker
	if by != nil {
		w = by.worker
	}
	m.sched.enqueue(p, w)
}

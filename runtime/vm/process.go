package vm

import (
	"sync/atomic"

	"lab/runtime/term"
)

// why is the reason for which a process gave up its worker.
type why uint8

const (
	whyYield why = iota
	whyWait
	whyEnd
)

// A Process is an Elixir process. Everything but the inbox belongs to the goroutine that currently
// runs it.
type Process struct {
	// R is the register window of the running function.
	R []term.Term

	reds       int
	next       Step
	at         *Func // the function of next, if the turn ended at its start
	why        why
	trap       bool
	quiet      bool
	private    bool
	library    bool          // loads a source of the library
	children   uint8         // number of spawns, counted up to a few
	name       atomic.Uint32 // registered name; written under the lock of names
	supervisor term.Atom     // of a supervisor: the module that defines its children
	native     *Func         // the running StepNative, with its arguments
	args       []term.Term
	worker     *worker
	m          *Machine
	id         *term.Pid
	page       *page

	frames   []frame
	handlers []handler
	spare    []term.Term
	segment  int32
	callback term.Atom // callback module, see startCall.callback
	words    int
	asked    int32        // bytes requested since the last check for room
	worked   int32        // steps since the last check for signals
	made     atomic.Int64 // total bytes requested
	aside    atomic.Pointer[aside]
	spent    atomic.Int64 // reductions of previous turns
	doom     *Exception
	box      mailbox
	x        *extras
	actor    *Actor
	leader   *term.Pid // group leader; nil for the first processes of a node
	parent   *term.Pid
	start    initialCall

	tracing atomic.Pointer[tracing] // nil if not traced
	in      inbox
}

// extras holds the fields that many processes never need.
type extras struct {
	links    few[*term.Pid, link]
	monitors few[refKey, *monitor] // monitors set by this process
	watchers few[refKey, watcher]  // processes that monitor this process
	aliases  few[refKey, *alias]
	remote   map[remotePid]*term.Pid // links to processes of other nodes
	dict     dict
	onExit   []func()
	label    term.Term
	title    term.Atom // the local or global name at the start, or a later global name
	agent    term.Atom // see startCall.agent
	priority term.Atom
	pending  *block
	timer    *Timer // for receives with a time limit; nil before the first
	timed    bool   // timer is set
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

// PID returns the process's pid.
func (p *Process) PID() term.Term { return term.FromPid(p.id) }

// Machine returns the process's engine.
func (p *Process) Machine() *Machine { return p.m }

// GroupLeader returns the process that handles input and output for p.
func (p *Process) GroupLeader() term.Term {
	if p.leader == nil {
		return term.Term{}
	}
	return term.FromPid(p.leader)
}

// leaderOrSelf returns the group leader as programs see it. The first processes of a node have no
// group leader, and are shown as their own.
func (p *Process) leaderOrSelf() term.Term {
	if p.leader == nil {
		return p.PID()
	}
	return term.FromPid(p.leader)
}

// SetGroupLeader makes the process pid handle input and output for p.
func (p *Process) SetGroupLeader(pid term.Term) { p.leader = pid.Pid() }

// Parent returns the pid of the process that spawned p, or :undefined.
func (p *Process) Parent() term.Term {
	if p.parent == nil {
		return term.Undefined
	}
	return term.FromPid(p.parent)
}

// OnExit makes the process call f when it ends, before linked processes are told. f must not block.
func (p *Process) OnExit(f func()) { x := p.extra(); x.onExit = append(x.onExit, f) }

// SetEnded sets a function that the machine calls with the pid of each process that ends, before
// linked processes are told. f must not block.
func (m *Machine) SetEnded(f func(pid term.Term)) { m.onEnd.Store(&f) }

// Reductions returns the number of reductions that the process has used.
func (p *Process) Reductions() int64 { return p.spent.Load() }

// SpawnOpts holds the options of a spawn.
type SpawnOpts struct {
	Link    bool
	Monitor bool
	// MonitorTag and Alias are options of the monitor.
	MonitorTag term.Term
	Alias      string
	// Parent is the spawning process, or nil for Go code.
	Parent *Process
	// GroupLeader defaults to the parent's.
	GroupLeader term.Term
	Name        term.Atom
	// Priority is only shown by process_info. It does not affect scheduling.
	Priority term.Atom
	// Quiet suppresses crash reports.
	Quiet bool
	// Private prevents programs from tracing the process and its children, because a trace would
	// reveal their messages.
	Private bool
	// Library marks a process that loads a source of the library; see TryIntern.
	Library bool
	// Started is called with the process of CallWith before it runs.
	Started func(p *Process)
	// remote is the pid of the parent if the parent is on another node.
	remote *term.Pid
	ref    *term.Ref
}

// TryIntern returns the atom called name and creates it if necessary. It returns an error when the
// atom table is full. A process that loads a source of the library may use the reserved part of the
// table. p may be nil.
func (p *Process) TryIntern(name string) (term.Atom, error) {
	if p != nil && p.library {
		return term.TryInternOwn(name)
	}
	return term.TryIntern(name)
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

// SpawnStep starts a process that runs a step.
func (m *Machine) SpawnStep(o SpawnOpts, first Step) term.Term {
	p, _ := m.spawn(o, first)
	pid := p.PID()
	m.start(p, o.Parent)
	return pid
}

// doneSite is the site that ends a process when its first call returns.
var doneSite *Site

func init() {
	doneSite = &Site{Then: func(p *Process, _ term.Term) Step {
		p.handBack()
		return p.terminate(term.ANormal.Term())
	}}
}

// A processBlock allocates a process together with its pid, its first frames and its first
// registers. That is enough for most processes, which wait for a message and hold little. Go's
// allocator needs no header for objects of up to 512 bytes.
type processBlock struct {
	Process
	pid    term.Pid
	frames [2]frame
	regs   [2]term.Term
}

func (m *Machine) newProcess() *Process {
	n := &processBlock{}
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

// spawn creates a process without starting it. With Monitor it also creates the monitor and
// returns its reference.
func (m *Machine) spawn(o SpawnOpts, first Step) (*Process, term.Term) {
	p := m.newProcess()
	p.next, p.leader, p.quiet, p.private = first, o.GroupLeader.Pid(), o.Quiet, o.Private
	p.library = o.Library
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

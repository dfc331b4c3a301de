package vm

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// turn is the number of reductions that a process may use in a turn. By measurement, 1000 to 2000
// cost no throughput and keep waits short.
const turn = 2000

// gcPercent is the normal GC percentage. Go's default of 100 doubles the time of code that builds
// lists.
const gcPercent = 400

// A scheduler distributes runnable processes to workers.
type scheduler struct {
	m       *Machine
	workers []atomic.Pointer[worker] // the current worker of each place; see relieve.go
	idle    atomic.Int32             // workers asleep or about to sleep
	stopped atomic.Bool
	seed    atomic.Uint32
	crash   atomic.Pointer[func(Crash)]
	done    sync.WaitGroup
	still   chan struct{} // signals freeze that a worker has stopped
	relief  relief

	mu   sync.Mutex
	cond *sync.Cond
	wake int // number of workers to wake
}

// A worker runs processes, one at a time.
type worker struct {
	s       *scheduler
	n       int
	scratch [16]term.Term // for the arguments of a leaf
	exports exportCache
	// room and frames are the stack of an ended process, kept for the next process (handBack).
	room   []term.Term
	frames []frame

	mu   sync.Mutex
	ring []*Process
	head int
	size int
	// current is the process in its turn. It is nil between turns. A held worker waits for going.
	current *Process
	held    bool
	going   sync.Cond
	asleep  bool        // only another worker takes from the queue
	turns   uint64      // number of turns started
	used    int         // reductions of the last turn
	waited  int         // reductions that the processes in the queue have waited
	left    bool        // the process ended without the worker during the turn; see aside.go
	away    atomic.Bool // the worker has been relieved
	// next is the worker that replaced this worker.
	next *worker
}

func (s *scheduler) start(m *Machine, n int) {
	s.m = m
	s.cond = sync.NewCond(&s.mu)
	s.still = make(chan struct{}, n)
	if runtime.GOMAXPROCS(0) < n+1 {
		runtime.GOMAXPROCS(n + 1)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(m.guard.room.begin(m.cfg.Brief))
	}
	s.workers = make([]atomic.Pointer[worker], n)
	for i := range n {
		s.workers[i].Store(s.newWorker(i, make([]*Process, 64)))
	}
	for i := range n {
		s.done.Add(1)
		go s.workers[i].Load().loop()
	}
	s.relief.start(s)
}

func (s *scheduler) newWorker(place int, ring []*Process) *worker {
	w := &worker{s: s, n: place, ring: ring}
	w.going.L = &w.mu
	return w
}

func (s *scheduler) stop() {
	s.relief.end()
	s.stopped.Store(true)
	s.mu.Lock()
	s.wake += len(s.workers)
	s.cond.Broadcast()
	s.mu.Unlock()
	s.done.Wait()
}

// enqueue makes p runnable. w is the calling worker, or nil. p prefers the queue of w.
func (s *scheduler) enqueue(p *Process, w *worker) {
	own := w != nil
	if !own {
		w = s.workers[int(s.seed.Add(1))%len(s.workers)].Load()
	}
	if !w.push(p, own) && s.idle.Load() > 0 {
		s.wakeOne()
	}
}

func (s *scheduler) wakeOne() {
	s.mu.Lock()
	if s.wake < int(s.idle.Load()) {
		s.wake++
		s.cond.Signal()
	}
	s.mu.Unlock()
}

func (w *worker) loop() {
	for !w.s.stopped.Load() {
		p := w.pop()
		if p == nil && w.relieved() {
			return // the replacement continues
		}
		if p == nil {
			p = w.steal(2)
		}
		if p == nil {
			p = w.sleep()
		}
		if p != nil {
			w.run(p)
		}
	}
	if !w.relieved() {
		w.s.done.Done()
	}
}

// sleep waits for work. It marks the worker as idle before it looks for work a last time, so that
// no wake-up is missed.
func (w *worker) sleep() *Process {
	w.s.idle.Add(1)
	w.setAsleep(true)
	p := w.pop()
	if p == nil {
		p = w.steal(2)
	}
	if p == nil {
		p = w.woken()
	}
	w.setAsleep(false)
	w.s.idle.Add(-1)
	if p != nil {
		w.s.callForSleepers()
	}
	return p
}

// woken waits for a wake-up and looks for work.
func (w *worker) woken() *Process {
	s := w.s
	s.mu.Lock()
	for s.wake == 0 && !s.stopped.Load() {
		s.cond.Wait()
	}
	if s.wake > 0 {
		s.wake--
	}
	s.mu.Unlock()
	if p := w.pop(); p != nil {
		return p
	}
	return w.steal(1) // another worker called for help
}

func (w *worker) setAsleep(asleep bool) {
	w.mu.Lock()
	w.asleep = asleep
	w.mu.Unlock()
}

// callForSleepers wakes a worker if a process is in the queue of a sleeping worker. A worker that
// is woken for this process may find another process first.
func (s *scheduler) callForSleepers() {
	for i := range s.workers {
		v := s.workers[i].Load()
		v.mu.Lock()
		waits := v.asleep && v.size > 0
		v.mu.Unlock()
		if waits {
			s.wakeOne()
			return
		}
	}
}

// run runs p for one turn.
func (w *worker) run(p *Process) {
	p.worker = w
	p.reds = turn
	w.used = 0
	p.noteTurn(aInEv)
	p.drain()
	p.why = whyYield // the default, shown by process_info, unless a step sets another reason
	k := p.next
	p.next, p.at = nil, nil
	if p.doom != nil {
		k = p.end(p.doom)
	}
	for {
		for k != nil {
			k = w.drive(p, k)
		}
		if w.left {
			w.left = false
			return
		}
		p.spent.Add(int64(turn - p.reds))
		w.used += turn - p.reds
		switch p.why {
		case whyEnd:
			return
		case whyYield:
			p.noteTurn(aOutEv)
			w.s.enqueue(p, w)
			return
		}
		p.noteTurn(aOutEv)
		if p.park() {
			return
		}
		p.reds = turn
		p.noteTurn(aInEv)
		p.drain()
		p.why = whyYield
		k = p.next
		p.at = nil
		if p.doom != nil {
			k = p.end(p.doom)
		}
	}
}

// staleSlots is the maximum number of registers above the live registers that are cleared when a
// process parks, so that they keep no terms alive. After clearedRun clear registers in a row, the
// rest is assumed to be clear too.
const (
	staleSlots = 256
	clearedRun = 12
)

// keptSpare is the size of the spare stack segment that a waiting process may keep. Without it, a
// server would allocate a segment for each message.
const keptSpare = 64

// keptFrames is the number of frames for which a waiting process may keep room.
const keptFrames = 1024

// park makes p wait, unless signals have arrived. When it has returned true, p belongs to the
// goroutine that wakes p.
func (p *Process) park() bool {
	if cap(p.spare) > keptSpare {
		p.words -= cap(p.spare) * slotWords
		p.spare = nil
		p.segment = firstSegment
	} else {
		clear(p.spare[:cap(p.spare)])
	}
	if n := len(p.frames); cap(p.frames) > keptFrames && n < cap(p.frames)/4 {
		p.frames = append(make([]frame, 0, 2*n), p.frames...)
	}
	if p.segment > keptSegment {
		p.narrow()
	}
	clearStale(p.R[len(p.R):min(cap(p.R), len(p.R)+staleSlots)])
	w := p.worker
	p.worker = nil
	if p.in.wait() {
		return true
	}
	p.worker = w
	return false
}

func clearStale(regs []term.Term) {
	run := 0
	for i := range regs {
		if regs[i].IsNone() {
			if run++; run == clearedRun {
				return
			}
			continue
		}
		run, regs[i] = 0, term.Term{}
	}
}

// drive runs steps until one ends the turn (nil) or panics. After a panic it returns the step of
// the exception handler.
func (w *worker) drive(p *Process, k Step) (next Step) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case leaving:
			w.left = true
		default:
			next = p.panicked(r)
		}
	}()
	for k != nil {
		k = k(p)
	}
	return nil
}

// panicked converts a panic to an exception. Native functions inside expressions panic with an
// Exception. Any other panic is a bug in the runtime, and must not end the node.
func (p *Process) panicked(r any) Step {
	if e, ok := r.(*Exception); ok {
		return p.Fail(e)
	}
	return p.Fail(p.m.fault(r))
}

// fault logs a panic that is not an exception, and converts it to an exception. A value that is
// nested too deeply and a full atom table are errors of the program, so they are not logged.
func (m *Machine) fault(r any) *Exception {
	if err, ok := r.(error); ok && (errors.Is(err, term.ErrTooDeep) || errors.Is(err, term.ErrAtoms)) {
		return ErrorOf(aSystemLimit)
	}
	m.cfg.Log("error", fmt.Sprintf("internal error: %v\n%s", r, debug.Stack()))
	return Raise("RuntimeError", "message", fmt.Sprintf("internal error: %v", r))
}

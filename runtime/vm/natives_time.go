package vm

import (
	"time"

	"lab/runtime/term"
)

// timeUnit returns the number of units in a second.
func timeUnit(t term.Term) (int64, bool) {
	if n, ok := t.AsInt(); ok && n > 0 {
		return n, true
	}
	switch t.Atom().String() {
	case "second", "seconds":
		return 1, true
	case "millisecond", "milli_seconds":
		return 1e3, true
	case "microsecond", "micro_seconds":
		return 1e6, true
	case "nanosecond", "nano_seconds", "native", "perf_counter":
		return 1e9, true
	}
	return 0, false
}

// inUnit converts ns nanoseconds to a unit with per units in a second, rounding down.
func inUnit(ns, per int64) int64 {
	s, rest := ns/1e9, ns%1e9
	if rest < 0 {
		s, rest = s-1, rest+1e9
	}
	return s*per + rest*per/1e9
}

// monotonic implements erlang:monotonic_time. As in OTP, the time starts below zero, so that it
// cannot be mistaken for a date.
func (m *Machine) monotonic() int64 { return int64(m.cfg.Clock.Monotonic()) - monotonicStart }

const monotonicStart = 576_460_752 * int64(time.Second)

func timeNatives(m *Machine) {
	clocks := map[string]func() int64{
		"monotonic_time": m.monotonic,
		"system_time":    func() int64 { return m.cfg.Clock.Now().UnixNano() },
		"time_offset":    func() int64 { return m.cfg.Clock.Now().UnixNano() - m.monotonic() },
	}
	for name, now := range clocks {
		m.Native("erlang", name, 0, func(*Process, []term.Term) (term.Term, error) { return term.Int(now()), nil })
		m.Native("erlang", name, 1, func(_ *Process, a []term.Term) (term.Term, error) {
			per, ok := timeUnit(a[0])
			if !ok {
				return none, BadargAt(1, "invalid time unit")
			}
			return term.Int(inUnit(now(), per)), nil
		})
	}
	m.Native("erlang", "timestamp", 0, func(*Process, []term.Term) (term.Term, error) {
		us := m.cfg.Clock.Now().UnixMicro()
		return term.Tup(term.Int(us/1e12), term.Int(us/1e6%1e6), term.Int(us%1e6)), nil
	})
	m.Native("erlang", "unique_integer", 1, func(p *Process, a []term.Term) (term.Term, error) {
		opts, ok := a[0].Options()
		if !ok {
			return none, BadargAt(1, "not a list")
		}
		for _, o := range opts {
			if !o.Is(term.Intern("positive")) && !o.Is(term.Intern("monotonic")) {
				return none, BadargAt(1, "invalid modifier")
			}
		}
		return term.Int(p.m.UniqueInteger()), nil
	})
	m.Native("erlang", "unique_integer", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return term.Int(p.m.UniqueInteger() - 1<<57), nil
	})
}

func timerNatives(m *Machine) {
	start := func(tagged bool) Native {
		return func(p *Process, a []term.Term) (term.Term, error) { return p.startTimer(tagged, a) }
	}
	for _, n := range []int{3, 4} {
		m.Native("erlang", "send_after", n, start(false))
		m.Native("erlang", "start_timer", n, start(true))
	}
	for _, n := range []int{1, 2} {
		m.Native("erlang", "cancel_timer", n, func(p *Process, a []term.Term) (term.Term, error) {
			return p.tellTimer("cancel_timer", true, a)
		})
		m.Native("erlang", "read_timer", n, func(p *Process, a []term.Term) (term.Term, error) {
			return p.tellTimer("read_timer", false, a)
		})
	}
}

// tellTimer implements read_timer and, with stop, cancel_timer. With async the result is sent as a
// message. Without info there is no result.
func (p *Process) tellTimer(name string, stop bool, a []term.Term) (term.Term, error) {
	async, info := false, true
	if len(a) == 2 {
		var ok bool
		if async, info, ok = timerOptions(a[1]); !ok {
			if !a[1].IsList() {
				return none, BadargAt(2, "not a list")
			}
			return none, BadargAt(2, "invalid option in list")
		}
	}
	left, err := p.m.timerLeft(a[0], stop)
	switch {
	case err != nil:
		return none, err
	case async && info:
		p.m.Send(p.PID(), term.Tup(term.Sym(name), a[0], left))
		return term.Sym("ok"), nil
	case async || !info:
		return term.Sym("ok"), nil
	}
	return left, nil
}

// timerOptions parses {async, boolean()} and {info, boolean()}.
func timerOptions(t term.Term) (async, info, ok bool) {
	info = true
	for ; t.Cons() != nil; t = t.Cons().Tail {
		e := t.Cons().Head.Elems()
		if len(e) != 2 || !e[1].Is(term.ATrue) && !e[1].Is(term.AFalse) {
			return false, false, false
		}
		switch e[0].Atom().String() {
		case "async":
			async = e[1].Is(term.ATrue)
		case "info":
			info = e[1].Is(term.ATrue)
		default:
			return false, false, false
		}
	}
	return async, info, t.IsEmpty()
}

// startTimer implements send_after and, if tagged, start_timer.
func (p *Process) startTimer(tagged bool, a []term.Term) (term.Term, error) {
	ms, ok := a[0].AsInt()
	abs := false
	fine := true
	if len(a) == 4 {
		abs, fine = absolute(a[3])
	}
	toOne := a[1].Pid() != nil || a[1].IsAtom()
	if !fine || !toOne || !a[0].IsInteger() || !abs && ok && ms < 0 {
		var r remarks
		r.add(1, a[0].IsInteger(), "not an integer")
		r.add(1, abs || !ok || ms >= 0, "out of range")
		r.add(2, toOne, "not a pid or an atom")
		// OTP 25 counts the options as the third argument.
		r.add(3, fine || a[len(a)-1].IsList(), "not a list")
		r.add(3, fine || !a[len(a)-1].IsList(), "invalid option in list")
		return none, r.badarg()
	}
	switch {
	case !ok && a[0].IsInteger() && term.Compare(a[0], term.Int(0)) > 0:
		return none, BadargAt(1, "exceeds the maximum supported time value")
	case !ok:
		return none, BadargAt(1, "out of range")
	case abs: // milliseconds of erlang:monotonic_time
		ms = max(0, ms-inUnit(p.m.monotonic(), 1e3))
	}
	ref := p.m.NewRef()
	k, m, dest, msg := keyOf(ref), p.m, a[1], a[2]
	if tagged {
		msg = term.Tup(aTimeout, term.FromRef(ref), msg)
	}
	m.msgTimers.mu.Lock()
	defer m.msgTimers.mu.Unlock()
	if len(m.msgTimers.byRef) >= m.cfg.MaxTies {
		return none, ErrorOf(aSystemLimit)
	}
	m.msgTimers.byRef[k] = m.clock.after(msDuration(ms), func() {
		m.msgTimers.mu.Lock()
		delete(m.msgTimers.byRef, k)
		m.msgTimers.mu.Unlock()
		m.Send(dest, msg)
	})
	return term.FromRef(ref), nil
}

// absolute parses {abs, boolean()}.
func absolute(t term.Term) (abs, ok bool) {
	for ; t.Cons() != nil; t = t.Cons().Tail {
		e := t.Cons().Head.Elems()
		if len(e) != 2 || e[0].Atom().String() != "abs" || !e[1].Is(term.ATrue) && !e[1].Is(term.AFalse) {
			return false, false
		}
		abs = e[1].Is(term.ATrue)
	}
	return abs, t.IsEmpty()
}

// timerLeft returns the milliseconds left of a timer, or false if it has fired. It stops the timer
// if stop is set.
func (m *Machine) timerLeft(t term.Term, stop bool) (term.Term, error) {
	ref := t.Ref()
	if ref == nil {
		return none, BadargAt(1, "not a reference")
	}
	m.msgTimers.mu.Lock()
	tm := m.msgTimers.byRef[keyOf(ref)]
	if stop {
		delete(m.msgTimers.byRef, keyOf(ref))
	}
	m.msgTimers.mu.Unlock()
	if tm == nil {
		return term.False, nil
	}
	left := (tm.Left() + time.Millisecond - 1) / time.Millisecond
	if stop && !tm.Stop() {
		return term.False, nil
	}
	return term.Int(int64(left)), nil
}

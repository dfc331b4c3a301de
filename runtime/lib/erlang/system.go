package erlang

import (
	"runtime"
	"sync/atomic"
	"time"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// otpRelease is the OTP release that this runtime reports.
const otpRelease = "25"

// installSystem registers the functions of :erlang about the system.
func installSystem(x library.Module) {
	x.Func("system_info", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		v, ok := systemInfo(p.Machine(), library.AtomName(a[0]))
		if !ok {
			return term.Term{}, library.Bad(1, "invalid system info item")
		}
		return v, nil
	})
	var clocks spans
	x.Func("statistics", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		v, ok := statistics(p, library.AtomName(a[0]), &clocks)
		if !ok {
			return term.Term{}, library.Bad(1, "invalid statistics item")
		}
		return v, nil
	})
	x.Func("memory", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		var out []term.Term
		for _, item := range memoryItems {
			out = append(out, term.Tup(term.Sym(item), term.Int(memory(item))))
		}
		return term.List(out...), nil
	})
	x.Func("memory", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		for _, item := range memoryItems {
			if library.AtomName(a[0]) == item {
				return term.Int(memory(item)), nil
			}
		}
		return term.Term{}, library.Bad(1, "invalid memory type option")
	})
	x.Func("system_flag", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		switch library.AtomName(a[0]) {
		case "backtrace_depth":
			return term.Int(8), nil
		case "schedulers_online":
			return term.Int(int64(runtime.NumCPU())), nil
		}
		return term.Term{}, library.Bad(1, "invalid system flag")
	})
	x.Func("now", 0, timestamp)
	x.Func("module_loaded", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return term.Term{}, library.Bad(1, "not an atom")
		}
		return term.Bool(p.Machine().Module(a[0].Atom()) != nil), nil
	})
	installLocalTime(x)
}

var memoryItems = []string{"total", "processes", "processes_used", "system", "atom", "atom_used", "binary", "code", "ets"}

// memory returns an amount of memory in bytes. Objects on Go's heap cannot be attributed, so all of
// them count as memory of processes. The amount is 0 for atoms, binaries, code and ETS.
func memory(item string) int64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	switch item {
	case "total":
		return int64(s.Sys)
	case "processes", "processes_used":
		return int64(s.HeapAlloc)
	case "system":
		return int64(s.Sys - s.HeapAlloc)
	}
	return 0
}

func systemInfo(m *vm.Machine, item string) (term.Term, bool) {
	switch item {
	case "otp_release":
		return term.Charlist(otpRelease), true
	case "version":
		return term.Charlist("13.0"), true
	case "system_version":
		return term.Charlist("Erlang/OTP " + otpRelease + " [lab]\n"), true
	case "process_count":
		return term.Int(int64(len(m.Processes()))), true
	case "process_limit":
		return term.Int(int64(m.MaxProcesses())), true
	case "atom_limit":
		return term.Int(term.MaxAtoms), true
	case "atom_count":
		return term.Int(int64(term.Atoms())), true
	case "port_count":
		return term.Int(0), true
	case "port_limit":
		return term.Int(1 << 16), true
	case "schedulers", "schedulers_online", "logical_processors", "logical_processors_online", "logical_processors_available":
		return term.Int(int64(runtime.NumCPU())), true
	case "dirty_cpu_schedulers", "dirty_cpu_schedulers_online":
		return term.Int(int64(runtime.NumCPU())), true
	case "dirty_io_schedulers":
		return term.Int(10), true
	case "wordsize":
		return term.Int(8), true
	case "endian":
		return term.Sym("little"), true
	case "creation":
		return term.Int(int64(m.Creation())), true
	case "os_type":
		return term.Tup(term.Sym("unix"), term.Sym(runtime.GOOS)), true
	case "system_architecture":
		return term.Charlist(runtime.GOARCH + "-" + runtime.GOOS), true
	case "machine":
		return term.Charlist("LAB"), true
	case "smp_support", "threads":
		return term.True, true
	case "build_type":
		return term.Sym("opt"), true
	case "dist_buf_busy_limit":
		return term.Int(1 << 20), true
	case "os_system_time_source":
		return clockSource("CLOCK_REALTIME", time.Now().UnixNano(), false), true
	case "os_monotonic_time_source":
		return clockSource("CLOCK_MONOTONIC", int64(m.Clock().Monotonic()), true), true
	}
	v, ok := fixedInfo[item]
	return v, ok
}

// fixedInfo holds the items that never change. The clock of a node follows Go's clock, whose
// monotonic time does not warp.
var fixedInfo = map[string]term.Term{
	"time_correction":     term.True,
	"time_warp_mode":      term.Sym("no_time_warp"),
	"time_offset":         term.Sym("final"),
	"tolerant_timeofday":  term.Sym("enabled"),
	"heap_type":           term.Sym("private"),
	"multi_scheduling":    term.Sym("enabled"),
	"scheduler_bind_type": term.Sym("unbound"),
	"message_queue_data":  term.Sym("on_heap"),
	"debug_compiled":      term.False,
	"kernel_poll":         term.True,
	"compat_rel":          term.Int(25),
	"fullsweep_after":     term.Tup(term.Sym("fullsweep_after"), term.Int(65535)),
	"min_heap_size":       term.Tup(term.Sym("min_heap_size"), term.Int(233)),
	"max_heap_size":       term.MapOf(term.Sym("error_logger"), term.True, term.Sym("kill"), term.True, term.Sym("size"), term.Int(0)),
}

// clockSource describes a clock of the system. now is the time of the clock in nanoseconds.
func clockSource(clock string, now int64, monotonic bool) term.Term {
	pair := func(key string, value term.Term) term.Term { return term.Tup(term.Sym(key), value) }
	out := []term.Term{pair("function", term.Sym("clock_gettime")), pair("clock_id", term.Sym(clock)), pair("resolution", term.Int(1e9))}
	if monotonic {
		out = append(out, pair("extended", term.Sym("no")))
	}
	return term.List(append(out, pair("parallel", term.Sym("yes")), pair("time", term.Int(now)))...)
}

// spans holds the times that the last requests of a node returned, in milliseconds.
type spans struct{ wall, cpu atomic.Int64 }

// span returns {now, the time since last}, and stores now.
func span(now time.Duration, last *atomic.Int64) term.Term {
	ms := now.Milliseconds()
	return term.Tup(term.Int(ms), term.Int(ms-last.Swap(ms)))
}

func statistics(p *vm.Process, item string, last *spans) (term.Term, bool) {
	m := p.Machine()
	switch item {
	case "run_queue", "total_run_queue_lengths":
		return term.Int(0), true
	case "wall_clock":
		return span(time.Duration(m.Clock().Monotonic()), &last.wall), true
	case "runtime":
		used, ok := cpuTime()
		if !ok {
			used = time.Duration(m.Clock().Monotonic())
		}
		return span(used, &last.cpu), true
	case "reductions", "exact_reductions":
		return term.Tup(term.Int(p.Reductions()), term.Int(0)), true
	case "context_switches":
		return term.Tup(term.Int(0), term.Int(0)), true
	case "garbage_collection":
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return term.Tup(term.Int(int64(s.NumGC)), term.Int(int64(s.TotalAlloc/8)), term.Int(0)), true
	case "io":
		none := term.Int(0)
		return term.Tup(term.Tup(term.Sym("input"), none), term.Tup(term.Sym("output"), none)), true
	}
	return term.Term{}, false
}

// installLocalTime registers the functions for the current date and time.
func installLocalTime(x library.Module) {
	x.Func("universaltime", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return DateTimeTerm(p.Machine().Clock().Now().UTC()), nil
	})
	x.Func("localtime", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return DateTimeTerm(p.Machine().Clock().Now().Local()), nil
	})
	x.Func("date", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return DateTerm(p.Machine().Clock().Now().Local()), nil
	})
	x.Func("time", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return ClockTerm(p.Machine().Clock().Now().Local()), nil
	})
	calendar := x.Of("calendar")
	for _, name := range []string{"universal_time", "local_time"} {
		calendar.Func(name, 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
			now := p.Machine().Clock().Now().UTC()
			if name == "local_time" {
				now = now.Local()
			}
			return DateTimeTerm(now), nil
		})
	}
}

package erlang

import (
	"math/big"
	"time"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TimeUnit returns the number of time units in a second.
func TimeUnit(t term.Term) (perSecond int64, ok bool) {
	if n, isInt := t.AsInt(); isInt {
		return n, n > 0
	}
	switch library.AtomName(t) {
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

// convertTime converts nanoseconds and rounds down.
func convertTime(nanos, perSecond int64) term.Term {
	return ScaleTime(big.NewInt(nanos), 1e9, perSecond)
}

func ScaleTime(v *big.Int, from, to int64) term.Term {
	n := new(big.Int).Mul(v, big.NewInt(to))
	d := big.NewInt(from)
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if r.Sign() < 0 {
		q.Sub(q, big.NewInt(1))
	}
	return term.Big(q)
}

// installTimeUnits registers erlang:convert_time_unit/3.
func installTimeUnits(x library.Module) {
	x.Func("convert_time_unit", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		v, ok := a[0].AsBig()
		from, okFrom := TimeUnit(a[1])
		to, okTo := TimeUnit(a[2])
		switch {
		case !ok:
			return term.Term{}, library.Bad(1, "not an integer")
		case !okFrom:
			return term.Term{}, library.Bad(2, "invalid time unit")
		case !okTo:
			return term.Term{}, library.Bad(3, "invalid time unit")
		}
		return ScaleTime(v, from, to), nil
	})
}

func DateTerm(t time.Time) term.Term {
	return term.Tup(term.Int(int64(t.Year())), term.Int(int64(t.Month())), term.Int(int64(t.Day())))
}

func ClockTerm(t time.Time) term.Term {
	return term.Tup(term.Int(int64(t.Hour())), term.Int(int64(t.Minute())), term.Int(int64(t.Second())))
}

func DateTimeTerm(t time.Time) term.Term { return term.Tup(DateTerm(t), ClockTerm(t)) }

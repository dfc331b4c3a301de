package calendar

import (
	"math/big"
	"time"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// gregorianUnix is the Unix epoch in the gregorian seconds of :calendar, which count from year 0.
const gregorianUnix = 62167219200

// installCalendar registers :calendar.
func installCalendar(x library.Module) {
	x.Func("is_leap_year", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		y, ok := library.Index(a[0])
		if !ok || y < 0 {
			return term.Term{}, library.NoClause("calendar", "is_leap_year", a...)
		}
		return term.Bool(leap(y)), nil
	})
	x.Func("last_day_of_the_month", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		y, m, ok := yearMonth(a)
		if !ok {
			return term.Term{}, library.NoClause("calendar", "last_day_of_the_month", a...)
		}
		return term.Int(int64(monthDays(y, m))), nil
	})
	x.Func("valid_date", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		_, ok := dateArg(a)
		return term.Bool(ok), nil
	})
	x.Func("valid_date", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		_, ok := dateArg(a[0].Elems())
		return term.Bool(ok), nil
	})
	onDate(x, "day_of_the_week", func(t time.Time) term.Term { return term.Int(int64((t.Weekday()+6)%7 + 1)) })
	onDate(x, "date_to_gregorian_days", func(t time.Time) term.Term {
		return term.Int((t.Unix() + gregorianUnix) / 86400)
	})
	onDate(x, "iso_week_number", func(t time.Time) term.Term {
		y, w := t.ISOWeek()
		return term.Tup(term.Int(int64(y)), term.Int(int64(w)))
	})
	x.Func("gregorian_days_to_date", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[0].AsInt()
		if !ok || n < 0 {
			return term.Term{}, library.NoClause("calendar", "gregorian_days_to_date", a...)
		}
		return erlang.DateTerm(time.Unix(n*86400-gregorianUnix, 0).UTC()), nil
	})
	x.Func("datetime_to_gregorian_seconds", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		t, ok := dateTimeArg(a[0])
		if !ok {
			return term.Term{}, library.NoClause("calendar", "datetime_to_gregorian_seconds", a...)
		}
		return term.Int(t.Unix() + gregorianUnix), nil
	})
	x.Func("gregorian_seconds_to_datetime", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[0].AsInt()
		if !ok {
			return term.Term{}, library.NoClause("calendar", "gregorian_seconds_to_datetime", a...)
		}
		return erlang.DateTimeTerm(time.Unix(n-gregorianUnix, 0).UTC()), nil
	})
	fromSystem := func(name string, zone *time.Location) {
		x.Func(name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			n, ok := a[0].AsInt()
			perSecond, isUnit := erlang.TimeUnit(a[1])
			if !ok || !isUnit {
				return term.Term{}, vm.Badarg()
			}
			seconds, _ := erlang.ScaleTime(big.NewInt(n), perSecond, 1).AsInt()
			return erlang.DateTimeTerm(time.Unix(seconds, 0).In(zone)), nil
		})
	}
	fromSystem("system_time_to_universal_time", time.UTC)
	fromSystem("system_time_to_local_time", time.Local)
	x.Func("time_to_seconds", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		h, m, s, ok := timeArg(a[0])
		if !ok {
			return term.Term{}, library.NoClause("calendar", "time_to_seconds", a...)
		}
		return term.Int(int64(h*3600 + m*60 + s)), nil
	})
	x.Func("seconds_to_time", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[0].AsInt()
		if !ok || n < 0 || n >= 86400 {
			return term.Term{}, library.NoClause("calendar", "seconds_to_time", a...)
		}
		return erlang.ClockTerm(time.Unix(n, 0).UTC()), nil
	})
	x.Func("seconds_to_daystime", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[0].AsInt()
		if !ok {
			return term.Term{}, library.NoClause("calendar", "seconds_to_daystime", a...)
		}
		days := n / 86400
		if n%86400 < 0 {
			days--
		}
		return term.Tup(term.Int(days), erlang.ClockTerm(time.Unix(n-days*86400, 0).UTC())), nil
	})
}

// onDate registers name/3, which takes year, month and day, and name/1, which takes a tuple of
// them.
func onDate(x library.Module, name string, f func(t time.Time) term.Term) {
	x.Func(name, 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		t, ok := dateArg(a)
		if !ok {
			return term.Term{}, library.NoClause("calendar", name, a...)
		}
		return f(t), nil
	})
	x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		t, ok := dateArg(a[0].Elems())
		if !ok {
			return term.Term{}, library.NoClause("calendar", name, a...)
		}
		return f(t), nil
	})
}

func leap(y int) bool { return y%4 == 0 && y%100 != 0 || y%400 == 0 }

func monthDays(y, m int) int {
	return time.Date(y, time.Month(m+1), 0, 0, 0, 0, 0, time.UTC).Day()
}

func yearMonth(a []term.Term) (y, m int, ok bool) {
	y, ok1 := library.Index(a[0])
	m, ok2 := library.Index(a[1])
	return y, m, ok1 && ok2 && y >= 0 && m >= 1 && m <= 12
}

func dateArg(a []term.Term) (time.Time, bool) {
	if len(a) != 3 {
		return time.Time{}, false
	}
	y, m, ok := yearMonth(a)
	d, isInt := library.Index(a[2])
	if !ok || !isInt || d < 1 || d > monthDays(y, m) {
		return time.Time{}, false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC), true
}

func timeArg(t term.Term) (h, m, s int, ok bool) {
	e := t.Elems()
	if len(e) != 3 {
		return 0, 0, 0, false
	}
	h, ok1 := library.Index(e[0])
	m, ok2 := library.Index(e[1])
	s, ok3 := library.Index(e[2])
	return h, m, s, ok1 && ok2 && ok3 && h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s < 60
}

func dateTimeArg(t term.Term) (time.Time, bool) {
	e := t.Elems()
	if len(e) != 2 {
		return time.Time{}, false
	}
	day, ok1 := dateArg(e[0].Elems())
	h, m, s, ok2 := timeArg(e[1])
	return day.Add(time.Duration(h*3600+m*60+s) * time.Second), ok1 && ok2
}

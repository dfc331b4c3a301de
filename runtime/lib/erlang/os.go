package erlang

import (
	"math/big"
	"os"
	"runtime"
	"strconv"
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// visibleEnv holds environment variables of the operating system that programs can read. They can
// also read variables with the prefixes in newEnv. Programs are not trusted with other variables of
// the operating system. lab sets a few more variables itself.
var visibleEnv = map[string]bool{"HOME": true, "USERPROFILE": true, "USER": true, "LANG": true, "TERM": true, "NO_COLOR": true, "SHELL": true, "PATH": true,
	"PORT": true, "SECRET_KEY_BASE": true}

// env is the environment of a node: a filtered copy of the operating system's variables, and
// changes by programs, which stay inside the node.
type env struct{ store }

func newEnv() *env {
	e := &env{store{entries: term.NewMap()}}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if visibleEnv[name] || strings.HasPrefix(name, "LAB_") || strings.HasPrefix(name, "MIX_") || strings.HasPrefix(name, "PHX_") {
			e.entries = e.entries.Put(term.Str(name), term.Str(value))
		}
	}
	return e
}

func (e *env) change(f func(m *term.Map) *term.Map) {
	e.mu.Lock()
	e.entries = f(e.entries)
	e.mu.Unlock()
}

// installOs registers :os.
func installOs(x library.Module) {
	installOsEnv(x, newEnv())
	x.Func("type", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		if runtime.GOOS == "windows" {
			return term.Tup(term.Sym("win32"), term.Sym("nt")), nil
		}
		return term.Tup(term.Sym("unix"), term.Sym(runtime.GOOS)), nil
	})
	x.Func("getpid", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.Charlist(strconv.Itoa(os.Getpid())), nil
	})
	x.Step("cmd", 1, func(p *vm.Process, a []term.Term) vm.Step {
		return p.TailApply(vm.ModuleAtom("System.Tool"), term.Intern("os_cmd"), a[0])
	})
	x.Func("timestamp", 0, timestamp)
	x.Func("system_time", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return term.Int(p.Machine().Clock().Now().UnixNano()), nil
	})
	x.Func("system_time", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		perSecond, ok := TimeUnit(a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "invalid time unit")
		}
		return convertTime(p.Machine().Clock().Now().UnixNano(), perSecond), nil
	})
	// Programs of the operating system are not visible to a node.
	for n := 1; n <= 2; n++ {
		x.Func("find_executable", n, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if _, what := ListText(a[0]); what != "" {
				return term.Term{}, library.Bad(1, what)
			}
			return term.False, nil
		})
	}
	x.Func("perf_counter", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		perSecond, ok := TimeUnit(a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "invalid time unit")
		}
		return ScaleTime(big.NewInt(int64(p.Machine().Clock().Monotonic())), 1e9, perSecond), nil
	})
	x.Func("perf_counter", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return term.Int(int64(p.Machine().Clock().Monotonic())), nil
	})
}

func timestamp(p *vm.Process, _ []term.Term) (term.Term, error) {
	micros := p.Machine().Clock().Now().UnixMicro()
	return term.Tup(term.Int(micros/1e12), term.Int(micros/1e6%1e6), term.Int(micros%1e6)), nil
}

func installOsEnv(x library.Module, e *env) {
	get := func(a []term.Term) (term.Term, bool, error) {
		name, what := ListText(a[0])
		if what != "" {
			return term.Term{}, false, library.Bad(1, what)
		}
		v, ok := e.all().Get(term.Str(name))
		s, _ := v.AsStr()
		return term.Charlist(s), ok, nil
	}
	x.Func("getenv", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		v, ok, err := get(a)
		if err == nil && !ok {
			return term.False, nil
		}
		return v, err
	})
	x.Func("getenv", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		v, ok, err := get(a)
		if err == nil && !ok {
			return a[1], nil
		}
		return v, err
	})
	x.Func("getenv", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		var out []term.Term
		e.all().Each(func(k, v term.Term) bool {
			name, _ := k.AsStr()
			value, _ := v.AsStr()
			out = append(out, term.Charlist(name+"="+value))
			return true
		})
		return term.List(out...), nil
	})
	x.Func("env", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		var out []term.Term
		e.all().Each(func(k, v term.Term) bool {
			name, _ := k.AsStr()
			value, _ := v.AsStr()
			out = append(out, term.Tup(term.Charlist(name), term.Charlist(value)))
			return true
		})
		return term.List(out...), nil
	})
	x.Func("putenv", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		name, what1 := ListText(a[0])
		value, what2 := ListText(a[1])
		if what1 != "" || what2 != "" {
			return term.Term{}, library.BadTwo(what1, what2)
		}
		e.change(func(m *term.Map) *term.Map { return m.Put(term.Str(name), term.Str(value)) })
		return term.True, nil
	})
	x.Func("unsetenv", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		name, what := ListText(a[0])
		if what != "" {
			return term.Term{}, library.Bad(1, what)
		}
		e.change(func(m *term.Map) *term.Map { return m.Delete(term.Str(name)) })
		return term.True, nil
	})
}

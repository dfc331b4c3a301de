package erlang

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installHash registers erlang:phash and phash2.
func installHash(x library.Module) {
	x.Func("phash2", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Int(int64(term.Phash2(a[0], p.Work))), nil
	})
	x.Func("phash2", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[1].AsInt()
		if !ok || n < 1 || n > 1<<32 {
			return term.Term{}, library.Bad(1, "out of range")
		}
		return term.Int(int64(term.Phash2Range(a[0], uint64(n), p.Work))), nil
	})
	x.Func("phash", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[1].AsInt()
		if !ok || n < 1 || n > 1<<32 {
			return term.Term{}, library.Bad(2, "out of range")
		}
		return term.Int(1 + int64(Phash(a[0], p.Work))%int64(n)), nil
	})
}

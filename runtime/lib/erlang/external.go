package erlang

import (
	"errors"

	"lab/runtime/etf"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installExternal registers the functions of :erlang for the external term format.
func installExternal(x library.Module) {
	encode := func(p *vm.Process, a []term.Term) ([]byte, error) {
		m := p.Machine()
		var options []term.Term
		if len(a) == 2 {
			given, ok := a[1].Options()
			if !ok {
				return nil, library.Bad(2, "not a list")
			}
			options = given
		}
		o, ok := etf.ReadOptions(etf.EncodeOpts{Node: m.Node(), Creation: m.Creation()}, options)
		if !ok {
			return nil, library.Bad(2, "invalid option in list")
		}
		o.Room = p.Room
		b, err := etf.Encode(nil, a[0], o)
		var limit *vm.Exception
		switch {
		case errors.As(err, &limit):
			return nil, limit
		case errors.Is(err, etf.ErrLimit):
			return nil, library.SystemLimit()
		case err != nil:
			return nil, vm.Badarg()
		}
		return b, nil
	}
	toBinary := func(p *vm.Process, a []term.Term) (term.Term, error) {
		b, err := encode(p, a)
		return term.Str(string(b)), err
	}
	size := func(p *vm.Process, a []term.Term) (term.Term, error) {
		b, err := encode(p, a)
		return term.Int(int64(len(b))), err
	}
	for arity := 1; arity <= 2; arity++ {
		x.Func("term_to_binary", arity, toBinary)
		x.Func("term_to_iovec", arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
			whole, err := toBinary(p, a)
			return term.List(whole), err
		})
		x.Func("external_size", arity, size)
		x.Func("binary_to_term", arity, decodeTerm)
	}
}

func decodeTerm(p *vm.Process, a []term.Term) (term.Term, error) {
	s, ok := a[0].AsStr()
	if !ok {
		return term.Term{}, library.Bad(1, "not a binary")
	}
	var options []term.Term
	if len(a) == 2 {
		if options, ok = a[1].Options(); !ok {
			return term.Term{}, library.Bad(2, "not a list")
		}
	}
	m := p.Machine()
	v, rest, err := etf.Decode([]byte(s), etf.DecodeOpts{
		Node: m.Node(), Creation: m.Creation(), LocalPid: m.LocalPid, Bind: m.Bind, Safe: HasAtom(options, "safe"),
		Room: p.Room,
	})
	var limit *vm.Exception
	if errors.As(err, &limit) {
		return term.Term{}, limit
	}
	if err != nil {
		return term.Term{}, library.Bad(1, "invalid external representation of a term")
	}
	if HasAtom(options, "used") {
		return term.Tup(v, term.Int(int64(len(s)-len(rest)))), nil
	}
	return v, nil
}

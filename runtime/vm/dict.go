package vm

import "lab/runtime/term"

// A dict is a process dictionary.
type dict struct{ m *term.Map }

func (d *dict) get(k term.Term) (term.Term, bool) {
	if d.m == nil {
		return term.Term{}, false
	}
	return d.m.Get(k)
}

// Dict returns the value of a key of the process dictionary.
func (p *Process) Dict(k term.Term) (term.Term, bool) {
	if p.x == nil {
		return term.Term{}, false
	}
	return p.x.dict.get(k)
}

// PutDict sets a key of the process dictionary and returns the old value.
func (p *Process) PutDict(k, v term.Term) (old term.Term, was bool) {
	d := &p.extra().dict
	if d.m == nil {
		d.m = term.NewMap()
	}
	old, was = d.m.Get(k)
	d.m = d.m.Put(k, v)
	return old, was
}

// EraseDict removes a key of the process dictionary and returns the old value.
func (p *Process) EraseDict(k term.Term) (old term.Term, was bool) {
	if p.x == nil || p.x.dict.m == nil {
		return term.Term{}, false
	}
	old, was = p.x.dict.m.Get(k)
	if was {
		p.x.dict.m = p.x.dict.m.Delete(k)
	}
	return old, was
}

// DictEntries returns the entries of the process dictionary as tuples {key, value}.
func (p *Process) DictEntries() []term.Term {
	var out []term.Term
	if p.x != nil && p.x.dict.m != nil {
		p.x.dict.m.Each(func(k, v term.Term) bool {
			out = append(out, term.Tup(k, v))
			return true
		})
	}
	return out
}

// Ancestors returns $ancestors from the process dictionary.
func (p *Process) Ancestors() []term.Term {
	v, _ := p.Dict(term.Sym("$ancestors"))
	out, _ := v.Slice()
	return out
}

func dictNatives(m *Machine) {
	opt := func(v term.Term, ok bool) (term.Term, error) {
		if !ok {
			return term.Undefined, nil
		}
		return v, nil
	}
	m.Native("erlang", "put", 2, func(p *Process, a []term.Term) (term.Term, error) { return opt(p.PutDict(a[0], a[1])) })
	m.Native("erlang", "get", 1, func(p *Process, a []term.Term) (term.Term, error) { return opt(p.Dict(a[0])) })
	m.Native("erlang", "erase", 1, func(p *Process, a []term.Term) (term.Term, error) { return opt(p.EraseDict(a[0])) })
	m.Native("erlang", "get", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return term.List(p.DictEntries()...), nil
	})
	m.Native("erlang", "erase", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		all := term.List(p.DictEntries()...)
		if p.x != nil {
			p.x.dict = dict{}
		}
		return all, nil
	})
	m.Native("erlang", "get_keys", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		var out []term.Term
		for _, kv := range p.DictEntries() {
			out = append(out, kv.Elems()[0])
		}
		return term.List(out...), nil
	})
	m.Native("erlang", "get_keys", 1, func(p *Process, a []term.Term) (term.Term, error) {
		var out []term.Term
		for _, kv := range p.DictEntries() {
			if el := kv.Elems(); term.Equal(el[1], a[0]) {
				out = append(out, el[0])
			}
		}
		return term.List(out...), nil
	})
}

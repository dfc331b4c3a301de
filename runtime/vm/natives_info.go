package vm

import "lab/runtime/term"

func infoNatives(m *Machine) {
	m.StepNative("erlang", "process_info", 1, func(p *Process, a []term.Term) Step {
		return p.processInfo(a[0], func(q *Process) term.Term {
			var out []term.Term
			for _, item := range defaultItems {
				v, _ := q.info(item)
				if item == "registered_name" && v.IsEmpty() {
					continue
				}
				out = append(out, term.Tup(term.Sym(item), v))
			}
			return term.List(out...)
		})
	})
	m.StepNative("erlang", "process_info", 2, func(p *Process, a []term.Term) Step {
		if items, ok := a[1].Options(); ok {
			return p.processInfo(a[0], func(q *Process) term.Term { return q.infoList(items) })
		}
		item := a[1].Atom()
		return p.processInfo(a[0], func(q *Process) term.Term {
			v, ok := q.infoItem(a[1])
			if !ok {
				return none
			}
			if item != 0 && item.String() == "registered_name" && v.IsEmpty() {
				return v
			}
			return term.Tup(a[1], v)
		})
	})
}

// defaultItems are the items of process_info/1.
var defaultItems = []string{"registered_name", "current_function", "initial_call", "status", "message_queue_len",
	"links", "dictionary", "trap_exit", "error_handler", "priority", "group_leader", "total_heap_size", "heap_size",
	"stack_size", "reductions", "garbage_collection", "suspending"}

// processInfo runs f in a turn of the process pid and returns the value of f, or :undefined if the
// process has ended. It raises badarg if pid is not a local pid, or if f returns none.
func (p *Process) processInfo(pid term.Term, f func(q *Process) term.Term) Step {
	id := pid.Pid()
	if id == nil {
		return p.Fail(BadargAt(1, "not a pid"))
	}
	if id.Node != term.LocalNode {
		return p.Fail(BadargAt(1, "not a local process"))
	}
	q := p.m.processAt(id)
	if q == nil || q.dead() {
		return p.Return(term.Undefined)
	}
	return p.Ask(q, f, term.Undefined, func(p *Process, v term.Term) Step {
		if v.IsNone() {
			return p.Fail(BadargAt(2, "invalid item or item list"))
		}
		return p.Return(v)
	})
}

func (p *Process) infoList(items []term.Term) term.Term {
	var out []term.Term
	known := map[term.Term]term.Term{} // an item that is listed twice costs no more memory
	for _, item := range items {
		v, ok := known[item]
		if !ok {
			if v, ok = p.infoItem(item); !ok {
				return none
			}
		}
		if item.IsAtom() {
			known[item] = v
		}
		out = append(out, term.Tup(item, v))
	}
	return term.List(out...)
}

func (p *Process) infoItem(item term.Term) (term.Term, bool) {
	if kv := item.Elems(); len(kv) == 2 && kv[0].Is(term.Intern("dictionary")) {
		v, ok := p.Dict(kv[1])
		if !ok {
			v = term.Undefined
		}
		return v, true
	}
	if !item.IsAtom() {
		return none, false
	}
	return p.info(item.Atom().String())
}

// info returns one item of process_info.
func (p *Process) info(item string) (term.Term, bool) {
	num := func(n int) (term.Term, bool) { return term.Int(int64(n)), true }
	x := p.x
	if x == nil {
		x = &extras{}
	}
	switch item {
	case "registered_name":
		if n := p.Name(); n != 0 {
			return n.Term(), true
		}
		return term.Empty, true
	case "current_function":
		if f := p.current(); f != nil {
			return term.Tup(f.Module.Term(), f.Name.Term(), term.Int(int64(f.Arity))), true
		}
		return p.start.term(), true
	case "current_location":
		if f := p.current(); f != nil {
			e := f.entry(0)
			return e.term(), true
		}
		return term.Undefined, true
	case "current_stacktrace":
		e := ErrorOf(term.Nil)
		p.trace(e)
		e.evaluate()
		return e.StackTerm(), true
	case "initial_call":
		return p.start.term(), true
	case "status":
		return p.status(), true
	case "message_queue_len":
		return num(p.box.n)
	case "messages":
		return term.List(p.messages()...), true
	case "links":
		var out []term.Term
		for _, l := range x.links.all() {
			out = append(out, term.FromPid(l.pid))
		}
		for _, id := range x.remote {
			out = append(out, term.FromPid(id))
		}
		sortPids(out)
		return term.List(out...), true
	case "monitors":
		var out []term.Term
		for _, mon := range x.monitors.all() {
			what := mon.name
			if what.IsNone() {
				what = term.FromPid(mon.pid)
			}
			out = append(out, term.Tup(aProcess, what))
		}
		return term.List(out...), true
	case "monitored_by":
		var out []term.Term
		for _, w := range x.watchers.all() {
			out = append(out, term.FromPid(w.pid))
		}
		return term.List(out...), true
	case "dictionary":
		return term.List(p.DictEntries()...), true
	case "trap_exit":
		return term.Bool(p.trap), true
	case "error_handler":
		return term.Sym("error_handler"), true
	case "priority":
		if x.priority == 0 {
			return term.ANormal.Term(), true
		}
		return x.priority.Term(), true
	case "group_leader":
		return p.leaderOrSelf(), true
	case "parent":
		return p.Parent(), true
	case "label":
		return x.label, !x.label.IsNone()
	}
	return p.sizes(item)
}

// sizes returns the items about memory and time. Processes share terms, so the sizes do not include
// terms: they count the stack, and for the item memory also the messages.
func (p *Process) sizes(item string) (term.Term, bool) {
	words := p.words + len(p.frames)*frameWords
	const least = 233 // the smallest heap of a BEAM process
	switch item {
	case "total_heap_size", "heap_size":
		return term.Int(int64(max(words, least))), true
	case "stack_size":
		return term.Int(int64(len(p.frames))), true
	case "memory":
		return term.Int(int64(8*max(words, least) + 400 + 48*p.box.n)), true
	case "reductions":
		return term.Int(p.spent.Load()), true
	case "garbage_collection", "garbage_collection_info", "suspending", "binary", "backtrace":
		return term.Empty, true
	case "message_queue_data":
		return term.Sym("on_heap"), true
	case "max_heap_size", "min_heap_size":
		return term.Int(0), true
	}
	return none, false
}

// status returns whether the process was waiting or running when the current signal arrived.
func (p *Process) status() term.Term {
	if p.why == whyWait {
		return term.Sym("waiting")
	}
	return term.Sym("running")
}

// current returns the innermost function of the process that is known, or nil.
func (p *Process) current() *Func {
	if p.at != nil {
		return p.at
	}
	for i := len(p.frames) - 1; i >= 0; i-- {
		if f := p.frames[i].site.Func; f != nil {
			return f
		}
	}
	return nil
}

package code

import (
	"strings"

	"lab/runtime/term"
)

// mini is just enough of an expander to test the compiler by itself: it gives
// variables their versions and operators their Erlang names.
type mini struct {
	scopes []map[string]int
	n      int
	match  bool
}

func (x *mini) find(name string) (int, bool) {
	for i := len(x.scopes) - 1; i >= 0; i-- {
		if v, ok := x.scopes[i][name]; ok {
			return v, true
		}
	}
	return 0, false
}

var erl = map[string]string{"+": "+", "-": "-", "*": "*", "/": "/", "<": "<", ">": ">", "<=": "=<", ">=": ">=", "==": "==", "!=": "/=", "===": "=:=", "and": "andalso", "or": "orelse",
	"div": "div", "rem": "rem", "is_integer": "is_integer", "is_list": "is_list", "hd": "hd", "tl": "tl", "length": "length", "send": "send", "self": "self", "spawn": "spawn", "spawn_link": "spawn_link", "throw": "throw", "exit": "exit", "++": "++", "elem": "elem", "raise": "error", "is_binary": "is_binary"}

func (x *mini) ex(t term.Term) term.Term {
	switch {
	case t.Cons() != nil:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, x.ex(c.Head))
			t = c.Tail
		}
		return term.ListTail(out, t)
	case t.IsTupleOf(2):
		el := t.Elems()
		return term.Tup(x.ex(el[0]), x.ex(el[1]))
	case !t.IsTupleOf(3):
		return t
	}
	if name, meta, ctx, ok := isVar(t); ok {
		n := name.String()
		if n == "_" {
			return t
		}
		v, known := x.find(n)
		if x.match {
			top := x.scopes[len(x.scopes)-1]
			if pv, here := top["%"+n]; here {
				v = pv
			} else {
				x.n++
				v = x.n
				top[n] = v
				top["%"+n] = v
			}
		} else if !known {
			panic("undefined variable " + n)
		}
		return term.Tup(name.Term(), kwStore(meta, aVersion, term.Int(int64(v))), ctx.Term())
	}
	if mod, name, meta, args, ok := isRemote(t); ok {
		np, isnp := kwGet(meta, aNoParens)
		m := lineMeta(lineOf(meta))
		if isnp {
			m = term.NewCons(pair("no_parens", np), m)
		}
		return remote(m, x.ex(mod), name.String(), x.exs(args)...)
	}
	name, meta, args, ok := isCall(t)
	if !ok {
		el := t.Elems()
		return term.Tup(x.ex(el[0]), el[1], x.ex(el[2]))
	}
	meta = lineMeta(lineOf(meta))
	switch n := name.String(); n {
	case "__aliases__":
		var parts []string
		for _, a := range args {
			parts = append(parts, a.Atom().String())
		}
		return term.Sym("Elixir." + strings.Join(parts, "."))
	case "^":
		was := x.match
		x.match = false
		defer func() { x.match = was }()
		return node("^", meta, x.ex(args[0]))
	case "=":
		if x.match {
			return node("=", meta, x.exs(args)...)
		}
		r := x.ex(args[1])
		return node("=", meta, x.pat(args[0]), r)
	case "->":
		x.scopes = append(x.scopes, map[string]int{})
		defer func() { x.scopes = x.scopes[:len(x.scopes)-1] }()
		as := slice(args[0])
		if len(as) == 1 {
			if _, w, ok := isCallOf(as[0], aWhen, -1); ok {
				var ps []term.Term
				for _, a := range w[:len(w)-1] {
					ps = append(ps, x.patk(a))
				}
				x.unmark()
				g := x.ex(w[len(w)-1])
				return node("->", meta, term.List(node("when", meta, append(ps, g)...)), x.ex(args[1]))
			}
		}
		var ps []term.Term
		for _, a := range as {
			ps = append(ps, x.patk(a))
		}
		x.unmark()
		return node("->", meta, term.List(ps...), x.ex(args[1]))
	case "if":
		x.n++
		v := term.Tup(term.Sym("x"), term.List(term.Tup(aVersion.Term(), term.Int(int64(x.n)))), term.Nil)
		do, _ := kwGet(args[1], aDo)
		el, _ := kwGet(args[1], aElse)
		if el.IsNone() {
			el = term.Nil
		}
		g := erlang(meta, "orelse", erlang(meta, "=:=", v, term.False), erlang(meta, "=:=", v, term.Nil))
		return node("case", meta, x.ex(args[0]), term.List(pair("do", term.List(
			arrow(meta, x.ex(el), node("when", meta, v, g)), arrow(meta, x.ex(do), variable("_", meta, term.ANil))))))
	case "<-":
		e := x.ex(args[1])
		return node("<-", meta, x.pat(args[0]), e)
	case "cond":
		do, _ := kwGet(args[0], aDo)
		var out []term.Term
		for _, cl := range slice(do) {
			_, a, _ := isCallOf(cl, aArrow, 2)
			out = append(out, node("->", meta, x.ex(a[0]), x.ex(a[1])))
		}
		return node("cond", meta, term.List(pair("do", term.List(out...))))
	case "try":
		var out []term.Term
		for _, kv := range slice(args[0]) {
			el := kv.Elems()
			switch el[0].Atom().String() {
			case "catch":
				var cls []term.Term
				for _, cl := range slice(el[1]) {
					_, a, _ := isCallOf(cl, aArrow, 2)
					as := slice(a[0])
					if len(as) == 1 {
						as = []term.Term{term.AThrow.Term(), as[0]}
					}
					cls = append(cls, x.ex(node("->", meta, term.List(as...), a[1])))
				}
				out = append(out, term.Tup(el[0], term.List(cls...)))
			case "rescue":
				var cls []term.Term
				for _, cl := range slice(el[1]) {
					_, a, _ := isCallOf(cl, aArrow, 2)
					x.scopes = append(x.scopes, map[string]int{})
					p := x.patk(slice(a[0])[0])
					x.unmark()
					cls = append(cls, node("->", meta, term.List(node("in", meta, p, aUnderscore.Term())), x.ex(a[1])))
					x.scopes = x.scopes[:len(x.scopes)-1]
				}
				out = append(out, term.Tup(el[0], term.List(cls...)))
			default:
				out = append(out, term.Tup(el[0], x.ex(el[1])))
			}
		}
		return node("try", meta, term.List(out...))
	case "receive":
		kw := []term.Term{}
		if do, ok := kwGet(args[0], aDo); ok {
			kw = append(kw, pair("do", x.ex(do)))
		}
		if af, ok := kwGet(args[0], aAfter); ok {
			_, a, _ := isCallOf(slice(af)[0], aArrow, 2)
			kw = append(kw, pair("after", term.List(node("->", meta, x.ex(a[0]), x.ex(a[1])))))
		}
		return node("receive", meta, term.List(kw...))
	}
	if e, ok := erl[name.String()]; ok {
		return erlang(meta, e, x.exs(args)...)
	}
	return term.Tup(name.Term(), meta, term.List(x.exs(args)...))
}

func (x *mini) exs(ts []term.Term) []term.Term {
	out := make([]term.Term, len(ts))
	for i, t := range ts {
		out[i] = x.ex(t)
	}
	return out
}
func (x *mini) unmark() {
	top := x.scopes[len(x.scopes)-1]
	for k := range top {
		if strings.HasPrefix(k, "%") {
			delete(top, k)
		}
	}
}
func (x *mini) patk(t term.Term) term.Term {
	x.match = true
	defer func() { x.match = false }()
	return x.ex(t)
}
func (x *mini) pat(t term.Term) term.Term {
	p := x.patk(t)
	x.unmark()
	return p
}

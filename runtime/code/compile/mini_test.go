package compile

import (
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// mini is a minimal expander, so that tests need only the compiler. It gives variables versions,
// and replaces operators by functions of Erlang.
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
	if name, meta, ctx, ok := quoted.IsVar(t); ok {
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
		return term.Tup(name.Term(), quoted.KwStore(meta, quoted.AVersion, term.Int(int64(v))), ctx.Term())
	}
	if mod, name, meta, args, ok := quoted.IsRemote(t); ok {
		np, isnp := quoted.KwGet(meta, quoted.ANoParens)
		m := quoted.LineMeta(quoted.LineOf(meta))
		if isnp {
			m = term.NewCons(quoted.Pair("no_parens", np), m)
		}
		return quoted.Remote(m, x.ex(mod), name.String(), x.exs(args)...)
	}
	name, meta, args, ok := quoted.IsCall(t)
	if !ok {
		el := t.Elems()
		return term.Tup(x.ex(el[0]), el[1], x.ex(el[2]))
	}
	meta = quoted.LineMeta(quoted.LineOf(meta))
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
		return quoted.Node("^", meta, x.ex(args[0]))
	case "=":
		if x.match {
			return quoted.Node("=", meta, x.exs(args)...)
		}
		r := x.ex(args[1])
		return quoted.Node("=", meta, x.pat(args[0]), r)
	case "->":
		x.scopes = append(x.scopes, map[string]int{})
		defer func() { x.scopes = x.scopes[:len(x.scopes)-1] }()
		as := quoted.Slice(args[0])
		if len(as) == 1 {
			if _, w, ok := quoted.IsCallOf(as[0], quoted.AWhen, -1); ok {
				var ps []term.Term
				for _, a := range w[:len(w)-1] {
					ps = append(ps, x.patk(a))
				}
				x.unmark()
				g := x.ex(w[len(w)-1])
				return quoted.Node("->", meta, term.List(quoted.Node("when", meta, append(ps, g)...)), x.ex(args[1]))
			}
		}
		var ps []term.Term
		for _, a := range as {
			ps = append(ps, x.patk(a))
		}
		x.unmark()
		return quoted.Node("->", meta, term.List(ps...), x.ex(args[1]))
	case "if":
		x.n++
		v := term.Tup(term.Sym("x"), term.List(term.Tup(quoted.AVersion.Term(), term.Int(int64(x.n)))), term.Nil)
		do, _ := quoted.KwGet(args[1], quoted.ADo)
		el, _ := quoted.KwGet(args[1], quoted.AElse)
		if el.IsNone() {
			el = term.Nil
		}
		g := quoted.Erlang(meta, "orelse", quoted.Erlang(meta, "=:=", v, term.False), quoted.Erlang(meta, "=:=", v, term.Nil))
		return quoted.Node("case", meta, x.ex(args[0]), term.List(quoted.Pair("do", term.List(
			quoted.Arrow(meta, x.ex(el), quoted.Node("when", meta, v, g)), quoted.Arrow(meta, x.ex(do), quoted.Variable("_", meta, term.ANil))))))
	case "<-":
		e := x.ex(args[1])
		return quoted.Node("<-", meta, x.pat(args[0]), e)
	case "cond":
		do, _ := quoted.KwGet(args[0], quoted.ADo)
		var out []term.Term
		for _, cl := range quoted.Slice(do) {
			_, a, _ := quoted.IsCallOf(cl, quoted.AArrow, 2)
			out = append(out, quoted.Node("->", meta, x.ex(a[0]), x.ex(a[1])))
		}
		return quoted.Node("cond", meta, term.List(quoted.Pair("do", term.List(out...))))
	case "try":
		var out []term.Term
		for _, kv := range quoted.Slice(args[0]) {
			el := kv.Elems()
			switch el[0].Atom().String() {
			case "catch":
				var cls []term.Term
				for _, cl := range quoted.Slice(el[1]) {
					_, a, _ := quoted.IsCallOf(cl, quoted.AArrow, 2)
					as := quoted.Slice(a[0])
					if len(as) == 1 {
						as = []term.Term{term.AThrow.Term(), as[0]}
					}
					cls = append(cls, x.ex(quoted.Node("->", meta, term.List(as...), a[1])))
				}
				out = append(out, term.Tup(el[0], term.List(cls...)))
			case "rescue":
				var cls []term.Term
				for _, cl := range quoted.Slice(el[1]) {
					_, a, _ := quoted.IsCallOf(cl, quoted.AArrow, 2)
					x.scopes = append(x.scopes, map[string]int{})
					p := x.patk(quoted.Slice(a[0])[0])
					x.unmark()
					cls = append(cls, quoted.Node("->", meta, term.List(quoted.Node("in", meta, p, quoted.AUnderscore.Term())), x.ex(a[1])))
					x.scopes = x.scopes[:len(x.scopes)-1]
				}
				out = append(out, term.Tup(el[0], term.List(cls...)))
			default:
				out = append(out, term.Tup(el[0], x.ex(el[1])))
			}
		}
		return quoted.Node("try", meta, term.List(out...))
	case "receive":
		kw := []term.Term{}
		if do, ok := quoted.KwGet(args[0], quoted.ADo); ok {
			kw = append(kw, quoted.Pair("do", x.ex(do)))
		}
		if af, ok := quoted.KwGet(args[0], quoted.AAfter); ok {
			_, a, _ := quoted.IsCallOf(quoted.Slice(af)[0], quoted.AArrow, 2)
			kw = append(kw, quoted.Pair("after", term.List(quoted.Node("->", meta, x.ex(a[0]), x.ex(a[1])))))
		}
		return quoted.Node("receive", meta, term.List(kw...))
	}
	if e, ok := erl[name.String()]; ok {
		return quoted.Erlang(meta, e, x.exs(args)...)
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

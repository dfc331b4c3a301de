package text

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installInspect registers the functions behind Inspect.Native: they find the structs in a value
// that implement Inspect themselves, and format the value with the documents of these structs.
func installInspect(x library.Module) {
	x.Func("structs", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		found := structsIn{p: p}
		found.walk(a[0])
		return term.List(found.out...), nil
	})
	x.Func("format", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Str(term.Inspect(a[0], inspectOpts(p, a))), nil
	})
	x.Func("doc", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.InspectDoc(a[0], inspectOpts(p, a)), nil
	})
	x.Func("special", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(term.ShowsItself(a[0].Map())), nil
	})
	x.Func("layout", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		width, _ := a[1].AsInt()
		return term.Str(term.FormatDoc(a[0], int(width), p.Need)), nil
	})
	x.Func("atom", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		switch name := a[1].Atom(); a[0].Atom().String() {
		case "key":
			return term.Str(term.KeyText(name) + ":"), nil
		case "remote_call":
			return term.Str(term.FunctionText(name)), nil
		default:
			return term.Str(term.AtomText(name)), nil
		}
	})
}

// inspectOpts converts a map of Inspect.Opts. a[2] lists the documents of structs as {struct,
// document}. a[3] lists the order of fields as {module, fields}.
func inspectOpts(p *vm.Process, a []term.Term) term.Opts {
	opt := func(name string) term.Term {
		if m := a[1].Map(); m != nil {
			v, _ := m.Get(term.Sym(name))
			return v
		}
		return term.Term{}
	}
	text := func(name string) string {
		v := opt(name)
		switch {
		case v.IsAtom():
			return v.Atom().String()
		case v.IsNone():
			return ""
		}
		return "other"
	}
	o := term.Opts{
		Integer: p.IntegerText,
		Width:   width(opt("width")), Limit: count(opt("limit"), 50), PrintableLimit: count(opt("printable_limit"), 4096),
		Charlists: text("charlists"), Binaries: text("binaries"), RawStructs: text("structs") == "false",
		Base:    map[string]int{"hex": 16, "octal": 8, "binary": 2}[text("base")],
		Colours: colours(opt("syntax_colors")),
	}
	o.Need = p.Need
	o.Custom, o.Fields = customDocs(a[2]), fieldOrder(a[3])
	return o
}

// width returns the width in columns, or -1 for :infinity. A width below 1 counts as 1.
func width(t term.Term) int {
	if n := count(t, 80); n != term.None {
		return n
	}
	return 1
}

// count converts a number or :infinity. It returns -1 for :infinity or a number beyond 64 bits, and
// None for a number below 1. For any other value, it returns its second argument.
func count(t term.Term, otherwise int) int {
	n, small := t.AsInt()
	big, isInt := t.AsBig()
	switch {
	case small && n > 0:
		return int(n)
	case isInt && big.Sign() > 0: // more than any value has
		return -1
	case isInt:
		return term.None
	case t.Is(term.AInfinity):
		return -1
	}
	return otherwise
}

func colours(t term.Term) map[string]string {
	pairs, _ := t.Options()
	if len(pairs) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, p := range pairs {
		if kv := p.Elems(); len(kv) == 2 && kv[0].IsAtom() {
			out[kv[0].Atom().String()] = term.ANSI(kv[1])
		}
	}
	if out["reset"] == "" {
		out["reset"] = term.Colour("reset")
	}
	return out
}

func customDocs(t term.Term) func(term.Term) (term.Term, bool) {
	pairs, _ := t.Slice()
	if len(pairs) == 0 {
		return nil
	}
	return func(s term.Term) (term.Term, bool) {
		for _, p := range pairs {
			if kv := p.Elems(); kv[0].Map() == s.Map() {
				return kv[1], true
			}
		}
		return term.Term{}, false
	}
}

func fieldOrder(t term.Term) func(term.Atom) []term.Atom {
	pairs, _ := t.Slice()
	if len(pairs) == 0 {
		return nil
	}
	return func(module term.Atom) []term.Atom {
		for _, p := range pairs {
			if kv := p.Elems(); kv[0].Is(module) {
				fields, _ := kv[1].Slice()
				out := make([]term.Atom, len(fields))
				for i, f := range fields {
					out[i] = f.Atom()
				}
				return out
			}
		}
		return nil
	}
}

package code

import (
	"fmt"
	"strconv"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A signature is the head of a function in documentation. Its names come from the variables of the
// first clause that has them. Patterns without a variable get names of their kind.
type signature struct {
	of       term.Atom // the module of a struct, instead of a function
	names    []argName
	defaults map[int]term.Term // by index
}

// An argName is the name of an argument. chosen is set if a variable of the program gives it.
type argName struct {
	text   string
	chosen bool
}

func newSignature(args []term.Term, defaults []defaultArg) signature {
	s := signature{names: argNames(args)}
	if len(defaults) > 0 {
		s.defaults = map[int]term.Term{}
	}
	for _, x := range defaults {
		s.defaults[x.index] = x.value
	}
	return s
}

// merge adds the arguments of a further clause. A name that a variable gives replaces the name of a
// kind, and two kinds that differ become arg with the number of the argument.
func (s *signature) merge(args []term.Term) {
	for i, later := range argNames(args) {
		switch name := &s.names[i]; {
		case name.chosen || *name == later:
		case later.chosen:
			*name = later
		default:
			name.text = fmt.Sprintf("arg%d", i+1)
		}
	}
}

func (s *signature) text(server *Server, d *definition) string {
	if s.of != 0 {
		return "%" + diagnostic.Inspect(s.of.Term()) + "{}"
	}
	parts := make([]string, len(s.names))
	for i, name := range s.names {
		parts[i] = name.text
		if v, ok := s.defaults[i]; ok {
			parts[i] += " \\\\ " + server.text(v)
		}
	}
	return d.name.Name.String() + "(" + strings.Join(parts, ", ") + ")"
}

// withAttributes replaces __MODULE__ in arguments, and the attributes that arguments and defaults
// read, by their values.
func (m *module) withAttributes(args []term.Term, defaults []defaultArg) ([]term.Term, []defaultArg) {
	read := func(t term.Term) term.Term {
		return quoted.Postwalk(t, func(t term.Term) term.Term {
			if _, a, ok := quoted.IsCallOf(t, aAttributeRead, 1); ok {
				if name, _, _, ok := quoted.IsVar(a[0]); ok {
					value, _ := m.readAttribute(name)
					return quoted.Escape(value)
				}
			}
			return t
		})
	}
	readArgs := make([]term.Term, len(args))
	for i, a := range args {
		readArgs[i] = quoted.Postwalk(read(a), m.named)
	}
	readDefaults := make([]defaultArg, len(defaults))
	for i, d := range defaults {
		readDefaults[i] = d
		readDefaults[i].value = read(d.value)
	}
	return readArgs, readDefaults
}

// named replaces the struct %__MODULE__{} by its name.
func (m *module) named(t term.Term) term.Term {
	if meta, a, ok := quoted.IsCallOf(t, quoted.APercent, 2); ok {
		if n, _, _, ok := quoted.IsVar(a[0]); ok && n == aModuleName {
			return quoted.Node("%", meta, m.name.Term(), a[1])
		}
	}
	return t
}

// argNames returns names for arguments. Equal names of kinds are numbered.
func argNames(args []term.Term) []argName {
	names := make([]argName, len(args))
	count := map[string]int{}
	for i, a := range args {
		if names[i] = nameOf(a); !names[i].chosen {
			count[names[i].text]++
		}
	}
	seen := map[string]int{}
	for i, name := range names {
		if !name.chosen && name.text != "_" && count[name.text] > 1 {
			seen[name.text]++
			names[i].text += strconv.Itoa(seen[name.text])
		}
	}
	return names
}

// nameOf returns the name of an argument: its variable, or the kind of its pattern.
func nameOf(t term.Term) argName {
	if name, ok := variableName(t); ok {
		return name
	}
	if _, a, ok := quoted.IsCallOf(t, quoted.AMatch, 2); ok {
		for _, side := range []term.Term{a[1], a[0]} {
			if name, ok := variableName(side); ok {
				return name
			}
		}
	}
	return argName{kindOf(t), false}
}

// variableName returns the name of a variable without its underscore. Nobody chose the name of _.
func variableName(t term.Term) (argName, bool) {
	n, _, _, ok := quoted.IsVar(t)
	if text := strings.TrimPrefix(n.String(), "_"); ok && text != "" {
		return argName{text, true}, true
	}
	return argName{"_", false}, ok
}

func kindOf(t term.Term) string {
	switch t.Kind() {
	case term.KindAtom:
		if t.Is(term.ATrue) || t.Is(term.AFalse) {
			return "bool"
		}
		return "atom"
	case term.KindInt, term.KindBig:
		return "int"
	case term.KindFloat:
		return "float"
	case term.KindBits:
		return "binary"
	case term.KindEmpty, term.KindCons:
		return "list"
	}
	if t.IsTupleOf(2) {
		return "arg"
	}
	switch n, _, a, ok := quoted.IsCall(t); {
	case ok && n == quoted.AMapForm:
		return "map"
	case ok && n == quoted.APercent:
		return structKind(a[0])
	}
	return "arg"
}

// structKind returns the last part of a struct's name in small letters.
func structKind(name term.Term) string {
	text := ""
	if n, _, parts, ok := quoted.IsCall(name); ok && n == quoted.AAliases && len(parts) > 0 {
		text = parts[len(parts)-1].Atom().String()
	} else if name.IsAtom() {
		text = name.Atom().String()
	}
	text = text[strings.LastIndexByte(text, '.')+1:]
	if text == "" || !upper(text[0]) {
		return "struct"
	}
	var b strings.Builder
	for i := range len(text) {
		if i > 0 && upper(text[i]) && (!upper(text[i-1]) || i+1 < len(text) && !upper(text[i+1])) {
			b.WriteByte('_')
		}
		b.WriteByte(text[i])
	}
	return strings.ToLower(b.String())
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

var (
	aAttributeRead = term.Intern("@")
	aModuleName    = term.Intern("__MODULE__")
)

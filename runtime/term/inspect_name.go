package term

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// This file shows atoms and the identifiers of processes and functions.

// operators are the atoms that are written without quotes though they are no
// names (Elixir syntax reference, "Operators").
var operators = strings.Fields(`! != !== % %{} & && &&& * ** + ++ +++ - -- --- -> . .. ... / < <- <<< <<>> <<~ <= <> <|> <~ <~> = == === =~ > >= >>> @ \\ ^ {} | |> || ||| ~> ~>> ..//`)

// AtomText returns an atom as source text: :ok, nil, Enum, :"two words".
func AtomText(a Atom) string { return NameText(a.String()) }

// NameText returns the atom that has a name as source text, and makes no atom of it.
func NameText(name string) string {
	switch {
	case name == "nil" || name == "true" || name == "false":
		return name
	case name == "Elixir":
		return "Elixir"
	case (name == "Elixir.Elixir" || strings.HasPrefix(name, "Elixir.Elixir.")) && isAlias(name):
		return name // its short form would be another alias
	case strings.HasPrefix(name, "Elixir.") && isAlias(name[len("Elixir."):]):
		return name[len("Elixir."):]
	}
	return ":" + nameOrQuoted(name)
}

// KeyText returns an atom as it stands before the colon of a keyword.
func KeyText(a Atom) string {
	if name := a.String(); name != "Elixir" {
		return nameOrQuoted(name)
	}
	return `"Elixir"`
}

// FunctionText returns an atom as it stands after the dot of a call.
func FunctionText(a Atom) string {
	name := a.String()
	first, _ := utf8.DecodeRuneInString(name)
	plain := isName(name, false) && !unicode.IsUpper(first)
	if plain || slices.Contains(operators, name) && !notCalled[name] {
		return name
	}
	return quote(name, '"', -1)
}

// notCalled are the operators that cannot stand after a dot as they are.
var notCalled = map[string]bool{"%{}": true, "{}": true, "%": true, "<<>>": true, "...": true, "..//": true}

func nameOrQuoted(name string) string {
	if isName(name, true) || slices.Contains(operators, name) {
		return name
	}
	return quote(name, '"', -1)
}

// isName reports whether name is an identifier; atoms may contain an @ too.
func isName(name string, at bool) bool {
	if name == "" {
		return false
	}
	for i, r := range name {
		switch {
		case r == '_' || unicode.IsLetter(r):
		case i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || at && r == '@'):
		case i > 0 && (r == '?' || r == '!') && i == len(name)-1:
		default:
			return false
		}
	}
	return norm.NFC.IsNormalString(name) && !strings.ContainsRune(name, micro) && utf8.ValidString(name)
}

// micro is the sign that Elixir reads as the Greek letter.
const micro = 0xB5

// isAlias reports whether name is capitalised words between dots.
func isAlias(name string) bool {
	for _, part := range strings.Split(name, ".") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' || !isName(part, false) || strings.ContainsAny(part, "?!") {
			return false
		}
	}
	return true
}

// Nodes are numbered in the order in which they are first shown, as the BEAM
// shows the index of the node's name in its atom table.
var nodeNumbers = struct {
	sync.Mutex
	of map[Atom]int
}{of: map[Atom]int{}}

const firstNodeNumber = 12_000

// NodeNumber is the first part of the text of an identifier: 0 for those of the
// node itself.
func NodeNumber(node Atom) int {
	if node == LocalNode {
		return 0
	}
	nodeNumbers.Lock()
	defer nodeNumbers.Unlock()
	n, ok := nodeNumbers.of[node]
	if !ok {
		n = firstNodeNumber + len(nodeNumbers.of)
		nodeNumbers.of[node] = n
	}
	return n
}

// PidText returns a pid as pid_to_list/1 does.
func PidText(p *Pid) string { return fmt.Sprintf("<%d.%d.%d>", NodeNumber(p.Node), p.ID, p.Serial) }

// RefText returns a reference as ref_to_list/1 does, without its #Ref.
func RefText(r *Ref) string {
	text := fmt.Sprintf("<%d", NodeNumber(r.Node))
	words := r.Words()
	for i := len(words) - 1; i >= 0; i-- {
		text += fmt.Sprintf(".%d", words[i])
	}
	return text + ">"
}

// funText shows a function: a capture of an exported one by its name, a closure
// by its place. Its name is that of Erlang's closures, -outer/arity-fun-index-, or
// that of the captured function.
func funText(f *Fun) string {
	module := AtomText(f.Module)
	if f.External {
		return fmt.Sprintf("&%s.%s/%d", module, FunctionText(f.Name), f.Arity)
	}
	if f.Name == 0 { // the code is not here
		return fmt.Sprintf("#Function<%d.%d/%d in %s>", f.Index, f.Uniq(), f.Arity, module)
	}
	if place, ok := f.Code.(interface{ Place() string }); ok && strings.HasPrefix(f.Module.String(), "elixir_compiler_") {
		return fmt.Sprintf("#Function<%d.%d in file:%s>", f.Index, f.Uniq(), place.Place())
	}
	outer, ok := enclosing(f.Name.String())
	if !ok {
		outer = FunctionText(f.Name)
	}
	return fmt.Sprintf("#Function<%d.%d/%d in %s.%s>", f.Index, f.Uniq(), f.Arity, module, outer)
}

// enclosing takes name/arity out of -name/arity-fun-index-.
func enclosing(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "-")
	if !ok {
		return "", false
	}
	if i := strings.LastIndex(rest, "-fun-"); i > 0 {
		rest = rest[:i]
	}
	slash := strings.LastIndexByte(rest, '/')
	if slash < 0 {
		return "", false
	}
	fn := rest[:slash]
	if !isName(fn, false) && !slices.Contains(operators, fn) {
		fn = quote(fn, '"', -1)
	}
	return fn + rest[slash:], true
}

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

// This file formats atoms, pids, references and functions.

// operators are the atoms that need no quotes though they are not identifiers (Elixir syntax
// reference, "Operators").
var operators = strings.Fields(`! != !== % %{} & && &&& * ** + ++ +++ - -- --- -> . .. ... / < <- <<< <<>> <<~ <= <> <|> <~ <~> = == === =~ > >= >>> @ \\ ^ {} | |> || ||| ~> ~>> ..//`)

// AtomText returns an atom as source code: :ok, nil, Enum, :"two words".
func AtomText(a Atom) string { return NameText(a.String()) }

// NameText returns the source code of the atom called name, without creating the atom.
func NameText(name string) string {
	switch {
	case name == "nil" || name == "true" || name == "false":
		return name
	case name == "Elixir":
		return "Elixir"
	case (name == "Elixir.Elixir" || strings.HasPrefix(name, "Elixir.Elixir.")) && isAlias(name):
		return name // the short form would read as another alias
	case strings.HasPrefix(name, "Elixir.") && isAlias(name[len("Elixir."):]):
		return name[len("Elixir."):]
	}
	return ":" + nameOrQuoted(name)
}

// KeyText returns an atom as it is written before the colon of a keyword.
func KeyText(a Atom) string {
	if name := a.String(); name != "Elixir" {
		return nameOrQuoted(name)
	}
	return `"Elixir"`
}

// FunctionText returns an atom as it is written after the dot of a call.
func FunctionText(a Atom) string {
	name := a.String()
	first, _ := utf8.DecodeRuneInString(name)
	plain := isName(name, false) && !unicode.IsUpper(first)
	if plain || slices.Contains(operators, name) && !notCalled[name] {
		return name
	}
	return quote(name, '"', -1)
}

// notCalled holds the operators that need quotes after a dot.
var notCalled = map[string]bool{"%{}": true, "{}": true, "%": true, "<<>>": true, "...": true, "..//": true}

func nameOrQuoted(name string) string {
	if isName(name, true) || slices.Contains(operators, name) {
		return name
	}
	return quote(name, '"', -1)
}

// isName reports whether name is an identifier. at allows an @ in it, as in atoms.
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

// micro is the micro sign, which Elixir reads as the Greek letter mu.
const micro = 0xB5

// isAlias reports whether name consists of capitalised words separated by dots.
func isAlias(name string) bool {
	for _, part := range strings.Split(name, ".") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' || !isName(part, false) || strings.ContainsAny(part, "?!") {
			return false
		}
	}
	return true
}

// nodeNumbers numbers nodes in the order in which they are first shown. The BEAM shows the index
// of the node's name in its atom table instead.
var nodeNumbers = struct {
	sync.Mutex
	of map[Atom]int
}{of: map[Atom]int{}}

const firstNodeNumber = 12_000

// NodeNumber returns the first number in the text of a pid, port or reference. It is 0 for the
// local node.
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

// PidText formats a pid as pid_to_list/1 does.
func PidText(p *Pid) string { return fmt.Sprintf("<%d.%d.%d>", NodeNumber(p.Node), p.ID, p.Serial) }

// RefText formats a reference as ref_to_list/1 does, without the #Ref prefix.
func RefText(r *Ref) string {
	text := fmt.Sprintf("<%d", NodeNumber(r.Node))
	words := r.Words()
	for i := len(words) - 1; i >= 0; i-- {
		text += fmt.Sprintf(".%d", words[i])
	}
	return text + ">"
}

// funText formats a function: an external capture by its name, a closure by its index. The name of
// a closure is -outer/arity-fun-index- as in Erlang, or the name of a captured local function.
func funText(f *Fun) string {
	module := AtomText(f.Module)
	if f.External {
		return fmt.Sprintf("&%s.%s/%d", module, FunctionText(f.Name), f.Arity)
	}
	if f.Name == 0 { // its code is not on this node
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

// enclosing returns the name/arity in -name/arity-fun-index-.
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

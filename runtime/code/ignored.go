package code

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of calls to Erlang functions whose result is unused. It follows the last pass of
// Erlang's compiler (sys_core_fold, with the lists of erl_bifs).

// idle holds the functions of :erlang that have no side effects and cannot fail.
var idle = sync.OnceValue(func() map[string]bool {
	return named(`==/2 /=/2 =:=/2 =/=/2 </2 =</2 >/2 >=/2 max/2 min/2 self/0 node/0 nodes/0 make_ref/0 get/0 get/1 date/0 time/0
		processes/0 registered/0 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1 is_integer/1 is_list/1 is_map/1
		is_number/1 is_pid/1 is_port/1 is_reference/1 is_tuple/1`)
})

// pure holds the functions of :erlang that have no side effects but can fail.
var pure = sync.OnceValue(func() map[string]bool {
	return named(`+/1 +/2 -/1 -/2 */2 //2 div/2 rem/2 ++/2 --/2 and/2 or/2 xor/2 not/1 band/2 bor/2 bxor/2 bnot/1 bsl/2 bsr/2 abs/1
		atom_to_binary/1 atom_to_list/1 binary_part/2 binary_part/3 binary_to_list/1 bit_size/1 byte_size/1 ceil/1 element/2 float/1
		float_to_binary/1 float_to_list/1 floor/1 hd/1 integer_to_binary/1 integer_to_list/1 iolist_size/1 iolist_to_binary/1
		is_function/2 is_map_key/2 length/1 list_to_binary/1 list_to_float/1 list_to_integer/1 list_to_tuple/1 map_get/2 round/1
		setelement/3 size/1 split_binary/2 tl/1 trunc/1 tuple_size/1 tuple_to_list/1`)
})

func named(list string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(list) {
		set[n] = true
	}
	return set
}

// ignoring collects the warnings about calls with unused results in one function.
type ignoring struct {
	env    *lexical.Env
	found  []*diagnostic.Diagnostic
	nested term.Depth
}

// warnIgnored checks every function of the module.
func (r *bodyRun) warnIgnored() {
	var found []*diagnostic.Diagnostic
	for _, d := range r.mod.order {
		for _, c := range d.clauses {
			if c.done {
				env := c.env
				w := &ignoring{env: &env}
				w.walk(c.out.Body, true)
				found = append(found, w.found...)
			}
		}
	}
	r.s.diagnoseInOrder(r.job, found)
}

// walk visits e. wanted reports whether the value of e is used.
func (w *ignoring) walk(e term.Term, wanted bool) {
	w.nested.Enter()
	defer w.nested.Leave()
	if c := e.Cons(); c != nil {
		for _, x := range quoted.Slice(e) {
			w.walk(x, true)
		}
		return
	}
	el := e.Elems()
	name, _, args, ok := quoted.IsCall(e)
	switch {
	case ok && name == quoted.ABlock:
		for i, x := range args {
			w.walk(x, wanted && i == len(args)-1)
		}
	case ok && (name.String() == "case" || name.String() == "cond") && len(args) > 0:
		w.clauses(args, wanted)
	case ok && name.String() == "for" && !wanted && len(args) > 0:
		for _, a := range args[:len(args)-1] {
			w.walk(a, true)
		}
		w.comprehension(args[len(args)-1])
	default:
		if !wanted {
			w.call(e)
		}
		for _, x := range el {
			w.walk(x, true)
		}
	}
}

// comprehension visits the options of a comprehension whose result is unused. The option :into uses
// the values of the body.
func (w *ignoring) comprehension(opts term.Term) {
	_, into := quoted.KwGet(opts, quoted.AInto)
	for _, o := range quoted.Slice(opts) {
		if el := o.Elems(); len(el) == 2 {
			w.walk(el[1], into || !el[0].Is(quoted.ADo))
		}
	}
}

// clauses visits the clauses of case and cond. The value of each body is the value of the whole
// form.
func (w *ignoring) clauses(args []term.Term, wanted bool) {
	for _, a := range args[:len(args)-1] {
		w.walk(a, true)
	}
	body, _ := quoted.KwGet(args[len(args)-1], quoted.ADo)
	for _, c := range quoted.Slice(body) {
		if _, sides, ok := quoted.IsCallOf(c, quoted.AArrow, 2); ok {
			w.walk(sides[0], true)
			w.walk(sides[1], wanted)
		}
	}
}

// call warns of a call, unless the call comes from a macro.
func (w *ignoring) call(e term.Term) {
	mod, name, meta, args, ok := quoted.IsRemote(e)
	if _, made := quoted.KwGet(meta, quoted.AGenerated); !ok || made || !mod.Is(quoted.AErlang) || quoted.ColumnOf(meta) == 0 {
		return
	}
	n := quoted.NameArity{Name: name, Arity: len(args)}
	kind, what := diagnostic.ResultIgnored, "calling "+n.String()
	switch text := n.String(); {
	case comparisons[name.String()] != "" && len(args) == 2:
		kind, what = diagnostic.OperatorWithoutEffect, comparisons[name.String()]
	case idle()[text]:
		kind, what = diagnostic.CallWithoutEffect, text
	case !pure()[text]:
		return
	case slices.Contains(wordOperators, name.String()) || !lower(name.String()):
		what = fmt.Sprintf("evaluating operator '%s'/%d", name, n.Arity)
	}
	d := kind.At(w.env, meta, what)
	d.Span = 1
	w.found = append(w.found, d)
}

func lower(name string) bool { return name[0] >= 'a' && name[0] <= 'z' }

// wordOperators are the operators of Erlang that are words. Warnings call them operators rather
// than functions.
var wordOperators = []string{"div", "rem", "and", "or", "xor", "not", "band", "bor", "bxor", "bnot", "bsl", "bsr"}

// comparisons maps Erlang's comparison operators to Elixir's.
var comparisons = map[string]string{"==": "==", "/=": "!=", "=:=": "===", "=/=": "!==", "<": "<", ">": ">", "=<": "<=", ">=": ">="}

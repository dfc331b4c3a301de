package kernel

import (
	"math/big"
	"strconv"
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file maps Elixir functions to the Erlang functions that implement them, and rewrites calls
// accordingly (elixir_rewrite).

// An MFA names a function by module, name and arity.
type MFA struct {
	Mod   term.Atom
	Name  term.Atom
	Arity int
}

// Inlines maps Elixir functions to Erlang functions that take the same arguments.
var Inlines = map[MFA]MFA{}

// Rewrites maps Elixir functions to functions that build the Erlang call from other arguments.
var Rewrites = map[MFA]func(meta term.Term, args []term.Term) term.Term{}

// inlineTable has one module on a line, followed by entries: name/arity, then Erlang's name if it
// differs. Erlang's name is a function of :erlang or module:function.
const inlineTable = `
Kernel !=/2 /= | !==/2 =/= | */2 | +/1 | +/2 | ++/2 | -/1 | -/2 | --/2 | //2 | </2 | <=/2 =< | ==/2 | ===/2 =:= | >/2 | >=/2
Kernel abs/1 | apply/2 | apply/3 | binary_part/3 | bit_size/1 | byte_size/1 | ceil/1 | div/2 | exit/1 | floor/1
Kernel hd/1 | is_atom/1 | is_binary/1 | is_bitstring/1 | is_boolean/1 | is_float/1 | is_function/1 | is_function/2 | is_integer/1 | is_list/1 | is_map/1
Kernel is_number/1 | is_pid/1 | is_port/1 | is_reference/1 | is_tuple/1 | length/1 | make_ref/0 | map_size/1 | max/2 | min/2 | node/0 | node/1 | not/1
Kernel rem/2 | round/1 | self/0 | send/2 | spawn/1 | spawn/3 | spawn_link/1 | spawn_link/3 | spawn_monitor/1 | spawn_monitor/3 | throw/1 | tl/1 | trunc/1 | tuple_size/1
Atom to_charlist/1 atom_to_list | to_string/1 atom_to_binary
Bitwise &&&/2 band | <<</2 bsl | >>>/2 bsr | |||/2 bor | band/2 | bnot/1 | bor/2 | bsl/2 | bsr/2 | bxor/2
Function capture/3 make_fun | info/1 fun_info | info/2 fun_info
IO iodata_length/1 iolist_size | iodata_to_binary/1 iolist_to_binary
Integer to_charlist/1 integer_to_list | to_charlist/2 integer_to_list | to_string/1 integer_to_binary | to_string/2 integer_to_binary
List to_atom/1 list_to_atom | to_existing_atom/1 list_to_existing_atom | to_float/1 list_to_float | to_integer/1 list_to_integer | to_integer/2 list_to_integer | to_tuple/1 list_to_tuple
Node list/0 nodes | list/1 nodes | spawn/2 | spawn/3 | spawn/4 | spawn/5 | spawn_link/2 | spawn_link/4 | spawn_monitor/2 | spawn_monitor/4
Process alias/0 | alias/1 | alive?/1 is_process_alive | cancel_timer/1 | cancel_timer/2 | demonitor/1 | demonitor/2 | exit/2 | flag/2 process_flag | flag/3 process_flag
Process get/0 | get_keys/0 | get_keys/1 | group_leader/0 | hibernate/3 | link/1 | list/0 processes | read_timer/1 | registered/0 | send/3 | spawn/2 spawn_opt | spawn/4 spawn_opt | unalias/1 | unlink/1 | unregister/1
Port close/1 port_close | command/2 port_command | command/3 port_command | connect/2 port_connect | list/0 ports | open/2 open_port
String duplicate/2 binary:copy | to_atom/1 binary_to_atom | to_existing_atom/1 binary_to_existing_atom | to_float/1 binary_to_float | to_integer/1 binary_to_integer | to_integer/2 binary_to_integer
System monotonic_time/0 | os_time/0 os:system_time | system_time/0 | time_offset/0 | unique_integer/0 | unique_integer/1
Tuple append/2 append_element | to_list/1 tuple_to_list
Map from_keys/2 maps:from_keys | from_list/1 maps:from_list | intersect/2 maps:intersect | keys/1 maps:keys | merge/2 maps:merge | to_list/1 maps:to_list | values/1 maps:values
`

// Each line of turnedTable has an Elixir function, the Erlang function, and the arguments of the
// Erlang function. An argument is the number of an argument of the Elixir function, an atom, or a
// list of one atom.
const turnedTable = `
Kernel is_map_key/2 erlang:is_map_key 2 1
Map fetch!/2 maps:get 2 1
Map delete/2 maps:remove 2 1
Map fetch/2 maps:find 2 1
Map put/3 maps:put 2 3 1
Map replace!/3 maps:update 2 3 1
Map has_key?/2 maps:is_key 2 1
Float to_charlist/1 erlang:float_to_list 1 [short]
Float to_string/1 erlang:float_to_binary 1 [short]
Port monitor/1 erlang:monitor port 1
Process group_leader/2 erlang:group_leader 2 1
Process monitor/1 erlang:monitor process 1
Process monitor/2 erlang:monitor process 1 2
Process send_after/3 erlang:send_after 3 1 2
Process send_after/4 erlang:send_after 3 1 2 4
Tuple duplicate/2 erlang:make_tuple 2 1
`

// turnedArg returns the argument that an entry of turnedTable names.
func turnedArg(entry string, args []term.Term) term.Term {
	if n, err := strconv.Atoi(entry); err == nil {
		return args[n-1]
	}
	if name, isList := strings.CutPrefix(entry, "["); isList {
		return term.List(term.Sym(strings.TrimSuffix(name, "]")))
	}
	return term.Sym(entry)
}

func init() {
	for line := range strings.Lines(strings.TrimSpace(inlineTable)) {
		mod, entries, _ := strings.Cut(line, " ")
		for entry := range strings.SplitSeq(entries, " | ") {
			inline(elixirModule(mod), strings.Fields(entry))
		}
	}
	rewrite := func(mod, name string, arity int, f func(meta term.Term, a []term.Term) term.Term) {
		Rewrites[MFA{elixirModule(mod), term.Intern(name), arity}] = f
	}
	for name, to := range map[string]string{"elem": "element", "put_elem": "setelement", "delete_at": "delete_element", "insert_at": "insert_element"} {
		mod, arity := "Kernel", 2
		if strings.HasSuffix(name, "_at") {
			mod = "Tuple"
		}
		if name == "put_elem" || name == "insert_at" {
			arity = 3
		}
		rewrite(mod, name, arity, func(m term.Term, a []term.Term) term.Term {
			return quoted.Erlang(m, to, append([]term.Term{plusOne(m, a[1]), a[0]}, a[2:]...)...)
		})
	}
	for line := range strings.Lines(strings.TrimSpace(turnedTable)) {
		f := strings.Fields(line)
		name, arity := nameArity(f[1])
		mod, to, _ := strings.Cut(f[2], ":")
		rewrite(f[0], name.String(), arity, func(m term.Term, a []term.Term) term.Term {
			var args []term.Term
			for _, arg := range f[3:] {
				args = append(args, turnedArg(arg, a))
			}
			return quoted.Remote(m, term.Sym(mod), to, args...)
		})
	}
}

func elixirModule(name string) term.Atom { return term.Intern("Elixir." + name) }

// inline parses one entry of the table.
func inline(mod term.Atom, entry []string) {
	name, arity := nameArity(entry[0])
	to := MFA{quoted.AErlang, name, arity}
	if len(entry) > 1 {
		to.Name = term.Intern(entry[1])
		if m, f, ok := strings.Cut(entry[1], ":"); ok && m != "=" { // except =:=
			to.Mod, to.Name = term.Intern(m), term.Intern(f)
		}
	}
	Inlines[MFA{mod, name, arity}] = to
}

// plusOne converts a zero-based index to a one-based index.
func plusOne(meta, t term.Term) term.Term {
	if n, ok := t.AsInt(); ok {
		return term.Int(n + 1)
	}
	return quoted.Erlang(meta, "+", t, term.Int(1))
}

// Inlined returns the Erlang function that implements mod.name/arity, if there is one.
func Inlined(mod, name term.Atom, arity int) (term.Atom, term.Atom, bool) {
	to, ok := Inlines[MFA{mod, name, arity}]
	return to.Mod, to.Name, ok
}

// Call returns the expanded form of a call to a function of a known module.
func Call(meta, dotMeta term.Term, mod, name term.Atom, args []term.Term) term.Term {
	k := MFA{mod, name, len(args)}
	if f := Rewrites[k]; f != nil {
		return f(meta, args)
	}
	if to, ok := Inlines[k]; ok {
		mod, name = to.Mod, to.Name
	}
	if mod == quoted.AErlang && len(args) == 1 && (name == quoted.AMinus || name == quoted.APlus) {
		if v, ok := signed(name, args[0]); ok {
			return v
		}
	}
	return quoted.Form(term.Tup(quoted.ADot.Term(), dotMeta, term.List(mod.Term(), name.Term())), meta, args...)
}

// signed applies a sign to a number.
func signed(sign term.Atom, t term.Term) (term.Term, bool) {
	if !t.IsNumber() {
		return t, false
	}
	if sign == quoted.APlus {
		return t, true
	}
	if f, ok := t.AsFloat(); ok {
		return term.Float(-f), true
	}
	b, _ := t.AsBig()
	return term.Big(negated(b)), true
}

// GuardBIFs holds the functions of :erlang that are allowed in guards.
var GuardBIFs = map[quoted.NameArity]bool{}

func init() {
	for _, n := range strings.Fields(`==/2 /=/2 =:=/2 =/=/2 </2 =</2 >/2 >=/2 +/1 -/1 +/2 -/2 */2 //2 div/2 rem/2 abs/1 round/1 trunc/1 ceil/1 floor/1
		and/2 or/2 not/1 xor/2 andalso/2 orelse/2 band/2 bor/2 bxor/2 bnot/1 bsl/2 bsr/2 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1
		is_function/1 is_function/2 is_integer/1 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1 is_port/1 is_reference/1 is_tuple/1
		map_get/2 map_size/1 hd/1 tl/1 length/1 element/2 tuple_size/1 size/1 bit_size/1 byte_size/1 binary_part/2 binary_part/3 node/0 node/1 self/0 float/1 max/2 min/2`) {
		i := strings.LastIndexByte(n, '/')
		GuardBIFs[quoted.NameArity{Name: term.Intern(n[:i]), Arity: int(n[i+1] - '0')}] = true
	}
}

func negated(b *big.Int) *big.Int { return new(big.Int).Neg(b) }

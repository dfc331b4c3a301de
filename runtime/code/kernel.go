package code

import (
	"strings"

	"lab/runtime/term"
)

// This file lists what Kernel has: its functions by name, its macros as Go
// functions or templates. The macros themselves are in kernel_*.go.

const kernelFunctionNames = `!=/2 !==/2 */2 **/2 +/1 +/2 ++/2 -/1 -/2 --/2 //2 </2 <=/2 ==/2 ===/2 =~/2 >/2 >=/2 abs/1 apply/2 apply/3
binary_part/3 binary_slice/2 binary_slice/3 bit_size/1 byte_size/1 ceil/1 div/2 elem/2 exit/1 floor/1 function_exported?/3
get_and_update_in/3 get_in/2 hd/1 inspect/1 inspect/2 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1
is_function/2 is_integer/1 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1 is_port/1 is_reference/1 is_tuple/1 length/1
macro_exported?/3 make_ref/0 map_size/1 max/2 min/2 node/0 node/1 not/1 pop_in/2 put_elem/3 put_in/3 rem/2 round/1 self/0 send/2
spawn/1 spawn/3 spawn_link/1 spawn_link/3 spawn_monitor/1 spawn_monitor/3 struct/1 struct/2 struct!/1 struct!/2 throw/1 tl/1
to_timeout/1 trunc/1 tuple_size/1 update_in/3`

var kernelFunctions = newImported(aKernel, parseNames(kernelFunctionNames))

// kernelMacros are filled in by init, since macros speak of one another.
var kernelMacros = newImported(aKernel, map[nameArity]bool{})

var kernelMacroTable map[nameArity]macro

func kernelMacro(name term.Atom, arity int) macro { return kernelMacroTable[nameArity{name, arity}] }

func parseNames(s string) map[nameArity]bool {
	out := map[nameArity]bool{}
	for _, f := range strings.Fields(s) {
		i := strings.LastIndexByte(f, '/')
		out[nameArity{term.Intern(f[:i]), int(f[i+1] - '0')}] = true
	}
	return out
}

func defMacro(name string, arity int, m macro) {
	n := nameArity{term.Intern(name), arity}
	kernelMacroTable[n] = m
	kernelMacros.names[n] = true
}

// fromTemplate is a macro whose arguments fill slots a, b, c in turn.
func fromTemplate(source string) macro {
	t := tmpl(source)
	return func(x *expander, meta term.Term, args []term.Term) term.Term {
		with := slots{}
		for i, a := range args {
			with[string(rune('a'+i))] = a
		}
		return t.fill(x, meta, with)
	}
}

func init() {
	kernelMacroTable = map[nameArity]macro{}
	logicMacros()
	dataMacros()
	pathMacros()
	sigilMacros()
	moduleMacros()
	structMacros()
	protocolMacros()
}

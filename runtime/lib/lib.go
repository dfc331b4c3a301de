package lib

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// InstallNatives registers the functions in Go alone.
func InstallNatives(m *vm.Machine) {
	installCode(m)
	in := func(name string) module { return module{m, name} }
	installErlang(in("erlang"))
	installMaps(in("maps"), in("erlang"))
	installMapsFun(in("maps"))
	installLists(in("lists"))
	installListsKey(in("lists"))
	installListsSort(in("lists"))
	installListsFun(in("lists"))
	installBinary(in("binary"))
	installUnicode(in("unicode"))
	installMath(in("math"))
	installCrypto(in("crypto"))
	installCiphers(in("crypto"))
	installBase64(in("base64"))
	installJSON(in("lab_json"))
	installCalendar(in("calendar"))
	installIoLib(in("io_lib"))
	installRand(in("rand"))
	installEts(in("ets"))
	installPersistentTerm(in("persistent_term"))
	installAtomics(in("atomics"), in("counters"))
	installDeltaCrdt(in("lab_crdt"))
	installOs(in("os"))
	installFileErrors(in("file"))
	installRe(in("re"))
	installString(in("lab_string"))
	installErlangString(in("string"))
	installUnicodeUtil(in("unicode_util"))
	installInteger(in("lab_integer"))
	installFloat(in("lab_float"))
	installInspect(in("lab_inspect"))
	installSyntaxErrors(in("elixir_errors"))
	installAbsent(in("lab_absent"))
	installLive(in("lab_live"))
}

func installErlang(x module) {
	installArith(x)
	installTypes(x)
	installTuple(x)
	installList(x)
	installBits(x)
	installExternal(x)
	installConvert(x)
	installFloatText(x)
	installIdentity(x)
	installHash(x)
	installSystem(x)
	installTimeUnits(x)
}

// A module is where natives are registered.
type module struct {
	m    *vm.Machine
	name string
}

func (x module) fn(name string, arity int, f vm.Native) {
	switch name := x.name + ":" + name; {
	case untold[name]:
		f = vm.SetAside(f, func([]term.Term) bool { return true })
	case untoldFirst[name]:
		f = vm.SetAside(f, func(a []term.Term) bool { return vm.AnyLarge(a[:1]) })
	case untoldLarge[name] || untoldLarge[x.name]:
		f = vm.SetAside(f, vm.AnyLarge)
	}
	if times, ok := growth[x.name+":"+name]; ok {
		f = withRoom(times, f)
	}
	x.m.Native(x.name, name, arity, f)
}

// growth is how many bytes functions make for each byte of the binaries that they
// are given. It includes what they need on the way. Those with none ask themselves.
var growth = map[string]int{
	"binary:encode_hex": 8, "binary:decode_hex": 4, "binary:bin_to_list": term.ConsBytes, "binary:list_to_bin": 1,
	"binary:replace": 4, "binary:split": 8, "binary:matches": 8, "binary:decode_unsigned": 4,
	"base64:encode": 4, "base64:encode_to_string": 2 * term.ConsBytes, "base64:decode": 4, "base64:mime_decode": 4,
	"lab_string:graphemes": 120, "lab_string:codepoints": 120, "lab_string:reverse": 40, "lab_string:split": 16,
	"lab_string:at": 40, "lab_string:first": 40, "lab_string:last": 40,
	"lab_string:normalize": 4, "lab_string:upcase": 4, "lab_string:downcase": 4, "lab_string:capitalize": 4,
	"unicode:characters_to_list": 2 * term.ConsBytes, "unicode:characters_to_binary": 4,
	"erlang:binary_to_list": term.ConsBytes, "erlang:bitstring_to_list": 2 * term.ConsBytes,
	"erlang:iolist_to_binary": 0, "erlang:list_to_binary": 0, "erlang:iolist_size": 0, "erlang:iolist_to_iovec": 0,
	"erlang:binary_to_term": 2, "lab_json:decode": 8,
}

// untold are functions that may take long whatever their arguments are, untoldLarge
// functions and modules whose functions may where those are large, and untoldFirst
// where the first is: it is compared with many. They touch nothing of the process; it is
// set aside meanwhile, so that it can be ended.
var (
	untold = map[string]bool{
		"re:compile": true, "re:run": true, "re:split": true, "re:replace": true,
		"lab_integer:pow": true, "crypto:pbkdf2_hmac": true,
	}
	untoldFirst = map[string]bool{
		"lists:member": true, "lists:delete": true, "lists:keyfind": true, "lists:keymember": true, "lists:keysearch": true,
		"lists:keydelete": true, "lists:keytake": true, "lists:keyreplace": true, "lists:keystore": true,
	}
	untoldLarge = map[string]bool{
		"erlang:*": true, "erlang:div": true, "erlang:rem": true, "erlang:/": true, "erlang:--": true, "erlang:phash2": true,
		"erlang:integer_to_binary": true, "erlang:integer_to_list": true, "erlang:binary_to_integer": true, "erlang:list_to_integer": true,
		"erlang:iolist_size": true, "erlang:iolist_to_binary": true, "erlang:list_to_binary": true, "erlang:iolist_to_iovec": true,
		"erlang:term_to_binary": true, "erlang:binary_to_term": true, "erlang:external_size": true, "erlang:list_to_bitstring": true,
		"lists:subtract": true, "lists:flatten": true, "lists:flatlength": true, "lists:sort": true, "lists:usort": true,
		"lists:keysort": true, "lists:ukeysort": true, "lists:merge": true, "lists:umerge": true,
		"maps:from_list": true, "binary:matches": true, "binary:match": true, "binary:split": true, "binary:replace": true,
		"binary:encode_hex": true, "binary:decode_hex": true, "binary:encode_unsigned": true, "binary:decode_unsigned": true,
		"lab_string": true, "string": true, "unicode": true, "unicode_util": true, "lab_json": true, "lab_inspect": true,
		"lab_integer": true, "lab_float": true, "io_lib": true, "base64": true, "crypto": true,
	}
)

// large is the size of a binary from which it is asked whether there is room for what
// is made of it.
const large = 4 << 10

// withRoom refuses what f would make of binaries where there is no room for it.
func withRoom(times int, f vm.Native) vm.Native {
	return func(p *vm.Process, a []term.Term) (v term.Term, err error) {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case *vm.Exception:
				err = r
			default:
				panic(r)
			}
		}()
		for _, t := range a {
			if b := t.Bits(); b != nil && b.N > large*8 {
				if err := p.Room(times * (b.N / 8)); err != nil {
					return term.Term{}, err
				}
			}
		}
		return f(p, a)
	}
}

func (x module) step(name string, arity int, f vm.StepNative) {
	x.m.StepNative(x.name, name, arity, f)
}

package lib

import "lab/runtime/vm"

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

func (x module) fn(name string, arity int, f vm.Native) { x.m.Native(x.name, name, arity, f) }

func (x module) step(name string, arity int, f vm.StepNative) {
	x.m.StepNative(x.name, name, arity, f)
}

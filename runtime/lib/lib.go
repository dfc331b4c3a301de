package lib

import (
	"lab/runtime/lib/assets"
	"lab/runtime/lib/calendar"
	"lab/runtime/lib/cluster"
	"lab/runtime/lib/collections"
	"lab/runtime/lib/crypto"
	"lab/runtime/lib/data"
	"lab/runtime/lib/eex"
	"lab/runtime/lib/erlang"
	"lab/runtime/lib/ets"
	"lab/runtime/lib/exunit"
	"lab/runtime/lib/files"
	"lab/runtime/lib/horde"
	"lab/runtime/lib/html"
	"lab/runtime/lib/iex"
	"lab/runtime/lib/json"
	"lab/runtime/lib/kernel"
	"lab/runtime/lib/live"
	"lab/runtime/lib/localcluster"
	"lab/runtime/lib/logger"
	"lab/runtime/lib/mix"
	"lab/runtime/lib/otp"
	"lab/runtime/lib/phoenix"
	"lab/runtime/lib/plug"
	"lab/runtime/lib/text"
	"lab/runtime/lib/trace"
	"lab/runtime/lib/webtest"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// All returns the subjects. A subject comes after the subjects that it depends on.
func All() []library.Subject {
	return []library.Subject{
		erlang.Subject,
		data.Subject,
		collections.Subject,
		text.Subject,
		json.Subject,
		ets.Subject,
		files.Subject,
		calendar.Subject,
		crypto.Subject,
		kernel.Subject,
		otp.Subject,
		trace.Subject,
		logger.Subject,
		iex.Subject,
		mix.Subject,
		eex.Subject,
		exunit.Subject,
		horde.Subject,
		cluster.Subject,
		localcluster.Subject,
		plug.Subject,
		assets.Subject,
		phoenix.Subject,
		html.Subject,
		live.Subject,
		webtest.Subject,
	}
}

// Sources returns the Elixir files of all subjects.
func Sources() []library.Source { return library.Sources(All()) }

// Modules returns the modules that are part of lab. The value is true for modules of Elixir and
// Erlang/OTP, and false for modules of packages, which a project may replace.
func Modules(m *vm.Machine) map[term.Atom]bool {
	all := map[term.Atom]bool{}
	for _, mod := range m.Modules() {
		if mod.Native {
			all[mod.Name] = true
		}
	}
	for _, src := range Sources() {
		for _, name := range src.Modules {
			all[vm.ModuleAtom(name)] = src.System()
		}
	}
	return all
}

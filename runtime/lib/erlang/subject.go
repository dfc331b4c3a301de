package erlang

import (
	"embed"

	"lab/runtime/library"
	"lab/runtime/term"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "erlang",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("erlang", installArith),
		library.In("erlang", installTypes),
		library.In("erlang", installTuple),
		library.In("erlang", installList),
		library.In("erlang", installBits),
		library.In("erlang", installExternal),
		library.In("erlang", installConvert),
		library.In("erlang", installFloatText),
		library.In("erlang", installIdentity),
		library.In("erlang", installHash),
		library.In("erlang", installRare),
		library.In("erlang", installCombine),
		library.In("erlang", installSystem),
		library.In("erlang", installTimeUnits),
		library.In("persistent_term", installPersistentTerm),
		library.In("atomics", func(x library.Module) { installAtomics(x, x.Of("counters")) }),
		library.In("os", installOs),
		library.In("lab_signal", installSignals),
	},
	Growth: map[string]int{
		"erlang:binary_to_list": term.ConsBytes, "erlang:bitstring_to_list": 2 * term.ConsBytes,
		"erlang:iolist_to_binary": 0, "erlang:list_to_binary": 0, "erlang:iolist_size": 0, "erlang:iolist_to_iovec": 0,
		"erlang:binary_to_term": 2, "erlang:binary_to_integer": 8,
	},
	Long: map[string]library.Long{
		"erlang:*": library.Large, "erlang:div": library.Large, "erlang:rem": library.Large,
		"erlang:/": library.Large, "erlang:--": library.Large, "erlang:phash2": library.Large, "erlang:phash": library.Large,
		"erlang:integer_to_binary": library.Large, "erlang:integer_to_list": library.Large,
		"erlang:binary_to_integer": library.Large, "erlang:list_to_integer": library.Large,
		"erlang:iolist_size": library.Large, "erlang:iolist_to_binary": library.Large,
		"erlang:list_to_binary": library.Large, "erlang:iolist_to_iovec": library.Large,
		"erlang:term_to_binary": library.Large, "erlang:binary_to_term": library.Large,
		"erlang:external_size": library.Large, "erlang:list_to_bitstring": library.Large,
	},
}

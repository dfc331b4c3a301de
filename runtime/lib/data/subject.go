package data

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject is what the library has of this folder.
var Subject = library.Subject{
	Name:    "data",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("maps", func(x library.Module) { installMaps(x, x.Of("erlang")) }),
		library.In("maps", installMapsFun),
		library.In("lists", installLists),
		library.In("lists", installListsKey),
		library.In("lists", installListsSort),
		library.In("lists", installListsFun),
		library.In("math", installMath),
		library.In("rand", installRand),
		library.In("rand", installRandNormal),
		library.In("lab_integer", installInteger),
		library.In("lab_float", installFloat),
	},
}

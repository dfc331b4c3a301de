package ets

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "ets",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("ets", installEts),
		library.In("lab_match_spec", installFun2ms),
	},
}

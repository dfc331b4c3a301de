package files

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "files",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("prim_file", installFileErrors),
	},
}

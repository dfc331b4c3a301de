package iex

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources of this folder.
var Subject = library.Subject{
	Name:    "iex",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("lab_pages", installPages),
	},
}

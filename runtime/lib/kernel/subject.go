package kernel

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources of this folder.
var Subject = library.Subject{
	Name:    "kernel",
	System:  true,
	Sources: sources,
}

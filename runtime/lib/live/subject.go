package live

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "live",
	Sources: sources,
	Natives: []library.Natives{
		library.In("lab_live", installLive),
	},
}

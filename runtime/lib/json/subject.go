package json

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "json",
	Sources: sources,
	Natives: []library.Natives{
		library.In("lab_json", installJSON),
	},
	Growth: map[string]int{
		"lab_json:decode": 24, // a list of digits
	},
	Long: map[string]library.Long{
		"lab_json": library.Large,
	},
}

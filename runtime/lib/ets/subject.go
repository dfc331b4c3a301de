package ets

import (
	"lab/runtime/library"
)

// Subject is what the library has of this folder.
var Subject = library.Subject{
	Name:   "ets",
	System: true,
	Natives: []library.Natives{
		library.In("ets", installEts),
	},
}

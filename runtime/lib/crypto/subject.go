package crypto

import (
	"lab/runtime/library"
)

// Subject is what the library has of this folder.
var Subject = library.Subject{
	Name:   "crypto",
	System: true,
	Natives: []library.Natives{
		library.In("crypto", installCrypto),
		library.In("crypto", installCiphers),
	},
}

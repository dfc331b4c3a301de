package crypto

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "crypto",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("crypto", installCrypto),
		library.In("crypto", installCiphers),
		library.In("crypto", installNumbers),
		library.In("lab_zlib", installZlib),
	},
	Long: map[string]library.Long{
		"crypto:pbkdf2_hmac": library.Always, "crypto": library.Large,
	},
}

package text

import (
	"embed"

	"lab/runtime/library"
	"lab/runtime/term"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "text",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("binary", installBinary),
		library.In("unicode", installUnicode),
		library.In("base64", installBase64),
		library.In("lab_base", installBase),
		library.In("lab_uri", installURI),
		library.In("io_lib", installIoLib),
		library.In("re", installRe),
		library.In("lab_string", installString),
		library.In("string", installErlangString),
		library.In("unicode_util", installUnicodeUtil),
		library.In("lab_inspect", installInspect),
	},
	Growth: map[string]int{
		"binary:encode_hex": 8, "binary:decode_hex": 4, "binary:bin_to_list": term.ConsBytes, "binary:list_to_bin": 1,
		"string:reverse": 128, "string:lexemes": 80, "string:tokens": 80, "binary:replace": 4, "binary:split": 8, "binary:matches": 8, "binary:decode_unsigned": 4,
		"base64:encode": 4, "base64:encode_to_string": 2 * term.ConsBytes, "base64:decode": 4, "base64:mime_decode": 4,
		"lab_string:graphemes": 120, "lab_string:codepoints": 120, "lab_string:reverse": 40, "lab_string:split": 16,
		"lab_string:at": 40, "lab_string:first": 40, "lab_string:last": 40,
		"lab_string:normalize": 4, "lab_string:upcase": 4, "lab_string:downcase": 4, "lab_string:capitalize": 4,
		"unicode:characters_to_nfc_list": 2 * term.ConsBytes, "unicode:characters_to_nfd_list": 2 * term.ConsBytes,
		"unicode:characters_to_nfkc_list": 2 * term.ConsBytes, "unicode:characters_to_nfkd_list": 2 * term.ConsBytes,
		"unicode:characters_to_list": 2 * term.ConsBytes, "unicode:characters_to_binary": 4,
	},
	Long: map[string]library.Long{
		"re:compile": library.Always, "re:run": library.Always, "re:split": library.Always,
		"re:replace": library.Always, "binary:matches": library.Large, "binary:match": library.Large,
		"binary:split": library.Large, "binary:replace": library.Large, "binary:encode_hex": library.Large,
		"binary:decode_hex": library.Large, "binary:encode_unsigned": library.Large,
		"binary:decode_unsigned": library.Large, "lab_string": library.Large, "string": library.Large,
		"unicode": library.Large, "unicode_util": library.Large, "lab_inspect": library.Large,
		"io_lib": library.Large, "base64": library.Large, "lab_base": library.Large, "lab_uri": library.Large,
	},
}

package syntax

import "testing"

// TestUnescape checks escapes of bytes and code points, and the reasons of invalid escapes.
func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		`a\x4z`:      "a\x04z",
		`\x7e`:       "~",
		`\x{7e}`:     "~",
		`\x{1F408}x`: "🐈x",
		`\u00e9`:     "é",
		`\xz`:        `invalid hex escape character, expected \xHH where H is a hexadecimal digit`,
		`\x{}`:       `invalid hex escape character, expected \xHH where H is a hexadecimal digit`,
		`\x{D801}`:   `invalid or reserved Unicode code point \u{D801}`,
		`\u00z`:      `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit`,
	} {
		got, err := Unescape(in)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
	}
}

// TestOldEscapes checks the warnings about the escapes that \xHH and \uHHHH replace.
func TestOldEscapes(t *testing.T) {
	var told []string
	if _, err := unescape(`\x4 \x{41} \x41`, func(what string) { told = append(told, what) }); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[0][:3] != `\xH` || told[1][:6] != `\x{H*}` {
		t.Errorf("told of %q", told)
	}
	if _, bad := unescape(`\x{110000}`, func(string) {}); bad == nil || bad.after != `\u` {
		t.Errorf("a code point that is none: %v", bad)
	}
}

package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused gives functions what they are not made for.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`String.replace("page", "a", :o)`:          `{FunctionClauseError, "no function clause matching in String.replace/4"}`,
		`String.split("page", "a", :trim)`:         `{FunctionClauseError, "no function clause matching in String.split/3"}`,
		`String.splitter("page", "a", %{})`:        `{FunctionClauseError, "no function clause matching in String.splitter/3"}`,
		`String.splitter("page", ["a", ""])`:       `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a valid pattern\n"}`,
		`String.starts_with?("page", 7)`:           `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a valid pattern\n"}`,
		`String.normalize("page", :utf8)`:          `{FunctionClauseError, "no function clause matching in String.normalize/2"}`,
		`String.trim_leading(:page, "p")`:          `{FunctionClauseError, "no function clause matching in String.trim_leading/2"}`,
		`:unicode.characters_to_binary([?o | ?p])`: `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not valid character data (an iodata term)\n"}`,
		`Base.decode64(7)`:                         `{FunctionClauseError, "no function clause matching in Base.decode64/2"}`,
		`String.replace_invalid("page", ??)`:       `{FunctionClauseError, "no function clause matching in String.replace_invalid/2"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

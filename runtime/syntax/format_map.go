package syntax

import (
	"strings"

	"lab/runtime/term"
)

// formatMap returns the layout of a map, or of the braces of a struct. open is the opening text,
// "%{" or "{".
func formatMap(open string, args []term.Term) layout {
	if len(args) == 1 {
		if up := shapeOf(args[0]); up.is("|", 2) {
			if elems, ok := up.args[1].Slice(); ok {
				docs := formatAssocs(elems)
				if len(docs) > 0 {
					docs[0] = cat{formatMapKey(up.args[0]), text(" | "), docs[0]}
				}
				return surround(open, docs, "}")
			}
		}
	}
	return surround(open, formatAssocs(args), "}")
}

func formatMapKey(t term.Term) layout {
	if isBinary(t) {
		return cat{text("("), formatExpr(t), text(")")}
	}
	return formatExpr(t)
}

func formatAssocs(elems []term.Term) []layout {
	pairs := len(elems)
	for pairs > 0 {
		if p := elems[pairs-1].Elems(); len(p) != 2 || !p[0].IsAtom() || strings.HasPrefix(keyText(p[0]), `"Elixir.`) {
			break
		}
		pairs--
	}
	var docs []layout
	for _, e := range elems[:pairs] {
		if p := e.Elems(); len(p) == 2 {
			docs = append(docs, group{cat{formatMapKey(p[0]), text(" => "), formatExpr(p[1])}})
		} else {
			docs = append(docs, formatExpr(e))
		}
	}
	return append(docs, formatPairs(elems[pairs:])...)
}

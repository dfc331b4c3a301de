package catalogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Command returns the command that starts the node by hand.
func (n NodeSpec) Command() string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(n.Env)) {
		words = append(words, name+"="+n.Env[name])
	}
	if n.Serve {
		words = append(words, "PORT="+strconv.Itoa(n.Port))
	}
	words = append(words, "iex", "--sname", n.Name+"@localhost")
	if n.Cookie != "" {
		words = append(words, "--cookie", n.Cookie)
	}
	if n.Hidden {
		words = append(words, "--hidden")
	}
	switch {
	case n.Serve:
		words = append(words, "-S", "mix", "phx.server")
	case n.Project:
		words = append(words, "-S", "mix")
	}
	return strings.Join(words, " ")
}

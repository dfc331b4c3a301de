package esbuild

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"lab/runtime/lib/live/client"
)

var (
	//go:embed sheet.css
	always string
	//go:embed widths.css
	fromWidth string
	// sheet is lab's own style sheet. Rules for narrow screens come first, so that rules for wide
	// screens override them.
	sheet = sync.OnceValue(func() string {
		out := always
		for _, w := range [][2]string{{"sm", "40rem"}, {"md", "48rem"}, {"lg", "64rem"}, {"xl", "80rem"}} {
			out += strings.NewReplacer("WIDTH", w[0], "REMS", w[1]).Replace(fromWidth)
		}
		return out
	})
)

// colocated is the import prefix of the scripts that Phoenix 1.8 extracts from templates during
// their compilation. A request contains the extracted scripts of the project. Files in the build
// folder take precedence. Without either, lab supplies a module without hooks.
const colocated = "phoenix-colocated/"

const noHooks = "export const hooks = {};\nexport default {hooks};\n"

// Two style sheets replace imports of tailwind: sheetName is lab's own style sheet, and emptyName
// is an empty style sheet.
const (
	tailwind  = "tailwindcss"
	sheetName = "lab.css"
	emptyName = "empty.css"
)

func isOurs(name string) bool {
	_, ok := client.Module(name)
	return ok || strings.HasPrefix(name, colocated)
}

// tailwinds returns the replacement for an import of Tailwind. Lab's style sheet replaces the base
// part. An empty file replaces the other parts.
func tailwinds(name string) (place, bool) {
	switch strings.TrimSuffix(name, ".css") {
	case tailwind, tailwind + "/base", tailwind + "/preflight", tailwind + "/index":
		return place{path: sheetName, namespace: ours}, true
	case tailwind + "/components", tailwind + "/utilities", tailwind + "/theme", tailwind + "/variants":
		return place{path: emptyName, namespace: ours}, true
	}
	return place{}, false
}

func (s *sources) loadOurs(name string) (api.OnLoadResult, error) {
	text, loader := "", api.LoaderJS
	module, known := client.Module(name)
	if given, ok := s.modules[strings.TrimSuffix(name, "/index.js")]; ok && !known {
		return s.loaded(name, given, api.LoaderJS)
	}
	switch {
	case name == sheetName:
		text, loader = sheet(), api.LoaderCSS
	case name == emptyName:
		loader = api.LoaderCSS
	case known:
		text = module
	case strings.HasPrefix(name, colocated) && strings.HasSuffix(name, ".css"):
		loader = api.LoaderCSS
	case strings.HasPrefix(name, colocated):
		text = noHooks
	default:
		return api.OnLoadResult{}, fmt.Errorf("%s is not a module of lab", name)
	}
	return api.OnLoadResult{Contents: &text, Loader: loader}, nil
}

var (
	base    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@tailwind\s+base\s*;`) })
	parts   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@tailwind\s+[a-z]+\s*;`) })
	imports = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(@import\s+["']tailwindcss[^"']*["'])[^;]*;`) })
	flat    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`@(?:source|plugin|config|apply|reference)\b[^;{}]*;`)
	})
	block = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`@(?:plugin|theme|custom-variant)\b[^;{}]*\{[^{}]*\}`)
	})
	variant = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@custom-variant\b[^;{}]*;`) })
)

// withoutTailwind removes the rules that only Tailwind understands.
func withoutTailwind(css string) string {
	css = base().ReplaceAllString(css, `@import "`+tailwind+`";`)
	css = parts().ReplaceAllString(css, "")
	css = imports().ReplaceAllString(css, "$1;")
	for _, rule := range []*regexp.Regexp{block(), variant(), flat()} {
		css = rule.ReplaceAllString(css, "")
	}
	return css
}

package esbuild

import (
	"encoding/json"
	"path"
	"path/filepath"
	"strings"
)

// A manifest holds the fields of package.json that locate a package's files.
type manifest struct {
	Browser, Module, Main, Style any
	Exports                      any
}

const mostManifest = 1 << 20

func (s *sources) manifest(dir string) (manifest, bool) {
	var m manifest
	name := path.Join(dir, "package.json")
	if !s.isFile(name) {
		return m, false
	}
	b, err := s.folder.ReadRegular(filepath.FromSlash(name), mostManifest)
	return m, err == nil && json.Unmarshal(b, &m) == nil
}

func (m manifest) main(field string) (string, bool) {
	value := map[string]any{"browser": m.Browser, "module": m.Module, "main": m.Main, "style": m.Style}[field]
	name, ok := value.(string)
	return name, ok && name != ""
}

// deepest is the maximum nesting depth of conditions in exports.
const deepest = 8

// export returns the file to which the field "exports" maps sub. sub is "." or "./name".
func (m manifest) export(sub string) (string, bool) {
	table, ok := m.Exports.(map[string]any)
	if !ok || !hasPaths(table) {
		if sub != "." {
			return "", false
		}
		return condition(m.Exports, "", deepest)
	}
	if value, ok := table[sub]; ok {
		return condition(value, "", deepest)
	}
	best, star, to := "", "", any(nil)
	for pattern, value := range table {
		before, after, wild := strings.Cut(pattern, "*")
		if wild && len(before) >= len(best) && len(sub) >= len(before)+len(after) && strings.HasPrefix(sub, before) && strings.HasSuffix(sub, after) {
			best, star, to = before, sub[len(before):len(sub)-len(after)], value
		}
	}
	return condition(to, star, deepest)
}

// hasPaths reports whether the keys of an exports object are paths, as opposed to conditions.
func hasPaths(table map[string]any) bool {
	for key := range table {
		return strings.HasPrefix(key, ".")
	}
	return false
}

// conditions lists the conditions of a bundle for browsers, the most specific first.
var conditions = []string{"style", "browser", "module", "import", "require", "default"}

func condition(value any, star string, depth int) (string, bool) {
	if depth == 0 {
		return "", false
	}
	switch value := value.(type) {
	case string:
		return strings.ReplaceAll(value, "*", star), strings.HasPrefix(value, "./")
	case []any:
		for _, one := range value {
			if to, ok := condition(one, star, depth-1); ok {
				return to, true
			}
		}
	case map[string]any:
		for _, name := range conditions {
			if to, ok := condition(value[name], star, depth-1); ok {
				return to, true
			}
		}
	}
	return "", false
}

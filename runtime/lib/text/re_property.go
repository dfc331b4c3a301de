package text

import "unicode"

// knownProperty reports whether Unicode has a category or script called name.
func knownProperty(name string) bool {
	_, category := unicode.Categories[name]
	_, script := unicode.Scripts[name]
	return category || script
}

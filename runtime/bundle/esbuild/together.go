package esbuild

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// This file finds imports of a computed name, such as import(`./${name}.js`). For
// these, esbuild lists folders itself, even outside of the project, so they are
// refused before esbuild reads the file.

const putTogether = "An import of a computed name is not part of lab: name each file"

var (
	mayImport = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bimport\s*[(./]|require|\\u`) })
	call      = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(?:import(?:\.\w+)?|require)\((?:\s|\(|/\*(?s:.*?)\*/|//[^\n]*\n)*["'` + "`" + `]`)
	})
	comment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\s|/\*(?s:.*?)\*/|//[^\n]*\n)*`) })
)

// puts reports whether a script imports a computed name. It first lets esbuild print the script,
// because that normalizes the syntax.
func (s *sources) puts(name, text string) bool {
	loader := s.loader(name)
	if loader == api.LoaderNone || !mayImport().MatchString(text) {
		return false
	}
	printed := api.Transform(text, api.TransformOptions{Loader: loader, LogLevel: api.LogLevelSilent, TsconfigRaw: "{}",
		MinifyWhitespace: true, MinifySyntax: s.folds, Define: s.define, JSX: api.JSXPreserve})
	code := string(printed.Code)
	for _, at := range call().FindAllStringIndex(code, -1) {
		if !alone(code[at[1]-1:]) {
			return true
		}
	}
	return false
}

// alone reports whether code begins with a literal that is the whole imported name. It also returns
// true if the literal begins like a package name, because esbuild does not list a folder for such a
// name.
func alone(code string) bool {
	end := 1
	for end < len(code) && code[end] != code[0] {
		if code[end] == '\\' {
			end++
		}
		if code[0] == '`' && strings.HasPrefix(code[end:], "${") {
			break
		}
		end++
	}
	if end >= len(code) {
		return false
	}
	text := code[1:end]
	if text != "" && text[0] != '.' && text[0] != '\\' {
		return true
	}
	rest := code[end+1:]
	rest = rest[len(comment().FindString(rest)):]
	return code[end] == code[0] && (strings.HasPrefix(rest, ")") || strings.HasPrefix(rest, ","))
}

// loader returns the loader for a script, or LoaderNone for any other file.
func (s *sources) loader(name string) api.Loader {
	ending := path.Ext(name)
	loader, given := s.loaders[ending]
	if !given {
		loader = map[string]api.Loader{".js": api.LoaderJS, ".mjs": api.LoaderJS, ".cjs": api.LoaderJS, ".jsx": api.LoaderJSX,
			".ts": api.LoaderTS, ".mts": api.LoaderTS, ".cts": api.LoaderTS, ".tsx": api.LoaderTSX}[ending]
	}
	if !slices.Contains([]api.Loader{api.LoaderJS, api.LoaderJSX, api.LoaderTS, api.LoaderTSX}, loader) {
		return api.LoaderNone
	}
	return loader
}

// together returns esbuild's message about an import of a computed name that puts did not detect,
// or nil. For such an import, esbuild has found files that it may not read, or no files.
func together(r api.BuildResult) *api.Message {
	for _, m := range slices.Concat(r.Errors, r.Warnings) {
		if m.Text == notRead || m.ID == "empty-glob" {
			return &m
		}
	}
	return nil
}

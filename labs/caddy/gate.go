package caddy

import (
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file decides what a configuration may ask of Caddy: what is not known to stay on
// this machine is refused. The questions stand in grammar.go.

// A Refusal says what of a configuration lab does not let Caddy do.
type Refusal struct {
	// What is the word or the value in question, as the file has it.
	What, Why string
	// at are the words by which its line is found, the best first.
	at []string
	// File and Line are where it stands, as far as that is known.
	File string
	Line int
}

func (e *Refusal) Error() string {
	text := fmt.Sprintf("%s is not part of lab: %s", e.What, e.Why)
	switch {
	case e.File == "":
		return text
	case e.Line == 0:
		return e.File + ": " + text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, text)
}

// locate finds the line of what is refused in the text of a file.
func (e *Refusal) locate(file, text string) {
	e.File = file
	for _, word := range append([]string{e.What}, e.at...) {
		for i, line := range strings.Split(text, "\n") {
			code, _, _ := strings.Cut(line, " #")
			if word != "" && !strings.HasPrefix(strings.TrimSpace(code), "#") && strings.Contains(code, word) {
				e.Line = i + 1
				return
			}
		}
	}
}

// A gate looks at a configuration. Files must lie in the folder root.
type gate struct{ root string }

// A rule looks at a value; name is the key that it stands under.
type rule func(g *gate, name string, v any) error

// fields are the keys that an object may have.
type fields map[string]rule

func plain(*gate, string, any) error { return nil }

// never refuses a key, whose directives in a Caddyfile are called words.
func never(why string, words ...string) rule {
	return func(_ *gate, name string, _ any) error { return &Refusal{What: name, Why: why, at: words} }
}

// unless takes what is absent, false or empty.
func unless(why string, words ...string) rule {
	return func(g *gate, name string, v any) error {
		if v == nil || v == false || v == "" {
			return nil
		}
		return never(why, words...)(g, name, v)
	}
}

func (f fields) rule(g *gate, name string, v any) error {
	o, ok := v.(object)
	if !ok {
		if v == nil {
			return nil
		}
		return &Refusal{What: name, Why: "it has an unexpected form"}
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		check, ok := f[key]
		if !ok {
			return &Refusal{What: key, Why: "lab does not know that it stays on this machine", at: []string{name}}
		}
		if err := check(g, key, o[key]); err != nil {
			return err
		}
	}
	return nil
}

// list takes a list whose elements r takes.
func list(r rule) rule {
	return func(g *gate, name string, v any) error {
		all, ok := v.([]any)
		if !ok && v != nil {
			return &Refusal{What: name, Why: "it has an unexpected form"}
		}
		for _, one := range all {
			if err := r(g, name, one); err != nil {
				return err
			}
		}
		return nil
	}
}

// values takes an object of any keys whose values r takes.
func values(r rule) rule {
	return func(g *gate, name string, v any) error {
		o, ok := v.(object)
		if !ok && v != nil {
			return &Refusal{What: name, Why: "it has an unexpected form"}
		}
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if err := r(g, key, o[key]); err != nil {
				return err
			}
		}
		return nil
	}
}

// oneOf takes an object whose key names one of several kinds. words are what a Caddyfile
// calls those that are not among them.
func oneOf(key, why string, kinds map[string]fields, words map[string][]string) rule {
	return func(g *gate, name string, v any) error {
		o, _ := v.(object)
		kind, _ := o[key].(string)
		f, ok := kinds[kind]
		if !ok {
			return &Refusal{What: kind, Why: why, at: append(words[kind], name)}
		}
		f = maps.Clone(f)
		f[key] = plain
		return f.rule(g, kind, v)
	}
}

// reads are the placeholders that stand for a file of this machine, or a variable of the
// environment.
var reads = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\s*((?:file|env)\.[^}\s]*)`) })

// texts looks at every text of a configuration.
func texts(v any) error {
	switch v := v.(type) {
	case string:
		if m := reads().FindStringSubmatch(v); m != nil {
			return &Refusal{What: "{" + m[1] + "}", Why: "a placeholder for files or variables of this machine tells what they hold", at: []string{m[1]}}
		}
	case []any:
		for _, one := range v {
			if err := texts(one); err != nil {
				return err
			}
		}
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if err := texts(key); err != nil {
				return err
			}
			if err := texts(v[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

// address takes the address of a server of this machine.
func address(_ *gate, _ string, v any) error {
	text, _ := v.(string)
	if text == "" {
		return nil
	}
	network, rest, found := strings.Cut(text, "/")
	if !found {
		network, rest = "tcp", text
	}
	host, _, err := net.SplitHostPort(rest)
	if err != nil {
		host = rest
	}
	ip := net.ParseIP(host)
	here := host == "" || host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
	if !here || !strings.HasPrefix(network, "tcp") || strings.Contains(text, "{") {
		return &Refusal{What: text, Why: "a request may only go to a port of this machine, such as localhost:4005", at: []string{host}}
	}
	return nil
}

// vars takes variables, of which root is the folder that files are served from.
func vars(g *gate, _ string, v any) error {
	o, _ := v.(object)
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if key == "root" {
			if err := folder(g, key, o[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

// varRoot stands for the folder that the directive root names.
const varRoot = "{http.vars.root}"

// folder takes a path within the project's folder.
func folder(g *gate, name string, v any) error {
	text, _ := v.(string)
	if text == "" || text == varRoot {
		return nil
	}
	outside := &Refusal{What: text, Why: "files must lie in the folder of the Caddyfile", at: []string{name}}
	if g.root == "" || strings.ContainsAny(text, "{}\x00") {
		return outside
	}
	path := text
	if !filepath.IsAbs(path) {
		path = filepath.Join(g.root, path)
	}
	if !inside(resolved(path), resolved(g.root)) {
		return outside
	}
	return nil
}

func inside(path, root string) bool {
	rel, err := filepath.Rel(root, path)
	return err == nil && filepath.IsLocal(rel)
}

// resolved is a path without links, as far as it exists.
func resolved(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(resolved(dir), filepath.Base(path))
	}
	return path
}

// logFile takes a file that logs may be written to.
func logFile(g *gate, name string, v any) error {
	text, _ := v.(string)
	if err := folder(g, name, v); err != nil {
		return err
	}
	if filepath.Ext(text) != ".log" {
		return &Refusal{What: text, Why: "a file for logs must be called something.log", at: []string{name}}
	}
	return nil
}

// calls are the functions of expressions that read files or placeholders by a name that
// is put together.
var calls = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(?:ph|file)\s*\(`) })

func expression(_ *gate, name string, v any) error {
	text, ok := v.(string)
	if o, isObject := v.(object); isObject {
		text, ok = o["expr"].(string)
	}
	if !ok || calls().MatchString(text) {
		return &Refusal{What: name, Why: "an expression may not ask for files or placeholders by their names", at: []string{"ph(", "file("}}
	}
	return nil
}

// destinations are the names that a map gives its outputs.
var destination = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\{[A-Za-z_]\w*\}$`) })

func destinations(_ *gate, name string, v any) error {
	all, _ := v.([]any)
	for _, one := range all {
		if text, _ := one.(string); !destination().MatchString(text) {
			return &Refusal{What: fmt.Sprint(one), Why: "a map gives names of its own, such as {name}", at: []string{name}}
		}
	}
	return nil
}

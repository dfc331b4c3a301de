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

// This file decides what a configuration may ask of Caddy. It refuses everything that is not known
// to stay on this machine. The rules are in grammar.go.

// A Refusal is the error for a part of a configuration that lab does not allow.
type Refusal struct {
	// Word is the refused word or value, as it appears in the file.
	Word, Reason string
	// at lists words by which to find the line of the mistake, the most specific first.
	at []string
	// File and Line are its position, if known.
	File string
	Line int
}

func (e *Refusal) Error() string {
	text := fmt.Sprintf("%s is not part of lab: %s", e.Word, e.Reason)
	switch {
	case e.File == "":
		return text
	case e.Line == 0:
		return e.File + ": " + text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, text)
}

// locate finds the line of the refused part in the text of a file.
func (e *Refusal) locate(file, text string) {
	e.File = file
	for _, word := range append([]string{e.Word}, e.at...) {
		for i, line := range strings.Split(text, "\n") {
			code, _, _ := strings.Cut(line, " #")
			if word != "" && !strings.HasPrefix(strings.TrimSpace(code), "#") && strings.Contains(code, word) {
				e.Line = i + 1
				return
			}
		}
	}
}

// A gate checks a configuration whose files must be below the folder root.
type gate struct{ root string }

// A rule checks the value v of the key name. It returns a *Refusal if the value is not allowed.
type rule func(g *gate, name string, v any) error

// fields are the allowed keys of an object, with the rules for their values.
type fields map[string]rule

func plain(*gate, string, any) error { return nil }

// never returns a rule that refuses every value. The words are the names of the key's directives in
// a Caddyfile.
func never(why string, words ...string) rule {
	return func(_ *gate, name string, _ any) error { return &Refusal{Word: name, Reason: why, at: words} }
}

// unless returns a rule that allows only a value that is absent, false or empty.
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
		return &Refusal{Word: name, Reason: "it has an unexpected form"}
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		check, ok := f[key]
		if !ok {
			return &Refusal{Word: key, Reason: "lab cannot tell whether it stays on this machine", at: []string{name}}
		}
		if err := check(g, key, o[key]); err != nil {
			return err
		}
	}
	return nil
}

// list returns a rule that allows a list whose elements satisfy r.
func list(r rule) rule {
	return func(g *gate, name string, v any) error {
		all, ok := v.([]any)
		if !ok && v != nil {
			return &Refusal{Word: name, Reason: "it has an unexpected form"}
		}
		for _, one := range all {
			if err := r(g, name, one); err != nil {
				return err
			}
		}
		return nil
	}
}

// values returns a rule that allows an object with any keys whose values satisfy r.
func values(r rule) rule {
	return func(g *gate, name string, v any) error {
		o, ok := v.(object)
		if !ok && v != nil {
			return &Refusal{Word: name, Reason: "it has an unexpected form"}
		}
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if err := r(g, key, o[key]); err != nil {
				return err
			}
		}
		return nil
	}
}

// oneOf returns a rule that allows an object whose member key names one of the given kinds, with
// the fields of that kind. The map words gives the Caddyfile directives of other kinds, for the
// error.
func oneOf(key, why string, kinds map[string]fields, words map[string][]string) rule {
	return func(g *gate, name string, v any) error {
		o, _ := v.(object)
		kind, _ := o[key].(string)
		f, ok := kinds[kind]
		if !ok {
			return &Refusal{Word: kind, Reason: why, at: append(words[kind], name)}
		}
		f = maps.Clone(f)
		f[key] = plain
		return f.rule(g, kind, v)
	}
}

// reads matches placeholders for the content of a file or of an environment variable.
var reads = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\s*((?:file|env)\.[^}\s]*)`) })

// texts refuses a configuration with such a placeholder in any of its strings.
func texts(v any) error {
	switch v := v.(type) {
	case string:
		if m := reads().FindStringSubmatch(v); m != nil {
			return &Refusal{Word: "{" + m[1] + "}", Reason: "a placeholder for files or variables of this machine would reveal their contents", at: []string{m[1]}}
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

// address allows the address of a server on this machine.
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
		return &Refusal{Word: text, Reason: "a request may only go to a port of this machine, such as localhost:4005", at: []string{host}}
	}
	return nil
}

// vars allows variables. The variable root is the folder that files are served from.
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

// varRoot is the placeholder for the folder of the directive root.
const varRoot = "{http.vars.root}"

// folder allows a path within the project's folder.
func folder(g *gate, name string, v any) error {
	text, _ := v.(string)
	if text == "" || text == varRoot {
		return nil
	}
	outside := &Refusal{Word: text, Reason: "files must be in the folder of the Caddyfile", at: []string{name}}
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

// resolved returns a path with symbolic links resolved as far as the path exists.
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

// logFile allows the path of a log file.
func logFile(g *gate, name string, v any) error {
	text, _ := v.(string)
	if err := folder(g, name, v); err != nil {
		return err
	}
	if filepath.Ext(text) != ".log" {
		return &Refusal{Word: text, Reason: "the name of a log file must end in .log", at: []string{name}}
	}
	return nil
}

// calls matches functions of expressions that take the name of a file or a placeholder as a
// computed string.
var calls = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(?:ph|file)\s*\(`) })

func expression(_ *gate, name string, v any) error {
	text, ok := v.(string)
	if o, isObject := v.(object); isObject {
		text, ok = o["expr"].(string)
	}
	if !ok || calls().MatchString(text) {
		return &Refusal{Word: name, Reason: "an expression must not contain names of files or placeholders", at: []string{"ph(", "file("}}
	}
	return nil
}

// destination matches a placeholder that a map may define.
var destination = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\{[A-Za-z_]\w*\}$`) })

func destinations(_ *gate, name string, v any) error {
	all, _ := v.([]any)
	for _, one := range all {
		if text, _ := one.(string); !destination().MatchString(text) {
			return &Refusal{Word: fmt.Sprint(one), Reason: "a map may define only new placeholders, such as {name}", at: []string{name}}
		}
	}
	return nil
}

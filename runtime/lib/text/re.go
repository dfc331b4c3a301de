package text

import (
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// matchTime is the maximum duration of a match. A busy machine can hold up a match, so a match
// that takes longer is tried once more, for patientTime. If it takes longer than that, too, the
// match fails, like a match in OTP beyond its limit of steps.
const (
	matchTime   = 500 * time.Millisecond
	patientTime = 2 * time.Second
)

// A regex is a compiled pattern.
type regex struct {
	re *regexp2.Regexp
	// patient returns the pattern with a limit of patientTime.
	patient func() *regexp2.Regexp
	groups  int
	names   map[string]int
	opts    reOptions
	// repeats reports whether the pattern repeats a group.
	repeats bool
}

// regexes caches compiled patterns by source and flags, so that the term of a pattern only needs
// to contain text.
type regexes struct {
	mu     sync.Mutex
	byText map[string]*regex
}

// maxRegexes is the maximum size of the cache. A full cache is emptied.
const maxRegexes = 1000

// reFlags maps compile options to the letters that stand for them in compiled patterns.
var reFlags = map[string]byte{
	"unicode": 'u', "ucp": 'p', "extended": 'x', "ungreedy": 'U', "caseless": 'i', "multiline": 'm',
	"dotall": 's', "anchored": 'A', "dollar_endonly": 'D', "firstline": 'f', "no_auto_capture": 'n',
	"dupnames": 'J', "no_start_optimize": 'S', "never_utf": 'N',
}

// flagsOf returns the letters of compile options. other holds the remaining options.
func flagsOf(options []term.Term) (flags string, other []term.Term) {
	for _, o := range options {
		if c, ok := reFlags[library.AtomName(o)]; ok {
			if !strings.Contains(flags, string(c)) {
				flags += string(c)
			}
			continue
		}
		if e := o.Elems(); len(e) == 2 && library.AtomName(e[0]) == "newline" || library.AtomName(o) == "bsr_anycrlf" || library.AtomName(o) == "bsr_unicode" {
			continue
		}
		other = append(other, o)
	}
	return flags, other
}

func newReOptions(flags string) reOptions {
	has := func(c string) bool { return strings.Contains(flags, c) }
	return reOptions{
		unicode: has("u"), ucp: has("p"), extended: has("x"), ungreedy: has("U"), caseless: has("i"),
		multiline: has("m"), dotall: has("s"), anchored: has("A"), dollarEndonly: has("D"), firstline: has("f"),
	}
}

// runesOf converts text to the characters that the engine matches, or to bytes without unicode.
func (o reOptions) runesOf(s string) []rune {
	if o.unicode {
		return []rune(s)
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return runes
}

// compile returns the compiled pattern for a source and flags.
func (c *regexes) compile(source, flags string) (*regex, *reFault) {
	key := flags + "/" + source
	c.mu.Lock()
	r := c.byText[key]
	c.mu.Unlock()
	if r != nil {
		return r, nil
	}
	opts := newReOptions(flags)
	runes := opts.runesOf(source)
	p, fault := translate(runes, opts)
	if fault != nil {
		if opts.unicode { // PCRE counts bytes
			fault.at = len(string(runes[:min(fault.at, len(runes))]))
		}
		return nil, fault
	}
	ro := regexp2.None
	for on, o := range map[regexp2.RegexOptions]bool{
		regexp2.IgnoreCase: opts.caseless, regexp2.Multiline: opts.multiline, regexp2.Singleline: opts.dotall,
	} {
		if o {
			ro |= on
		}
	}
	re, err := regexp2.Compile(p.text, ro)
	if err != nil {
		return nil, &reFault{err.Error(), len(source)}
	}
	re.MatchTimeout = matchTime
	patient := sync.OnceValue(func() *regexp2.Regexp {
		again := regexp2.MustCompile(p.text, ro)
		again.MatchTimeout = patientTime
		return again
	})
	r = &regex{re: re, patient: patient, groups: p.groups, names: p.names, opts: opts, repeats: p.repeats}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.byText) >= maxRegexes {
		c.byText = map[string]*regex{}
	}
	c.byText[key] = r
	return r, nil
}

// patternTerm returns the term of a compiled pattern in OTP's form: the tag, the number of
// groups, whether the pattern is Unicode, 0, and the engine's data.
func (r *regex) patternTerm(source, flags string) term.Term {
	unicode := int64(0)
	if r.opts.unicode {
		unicode = 1
	}
	return term.Tup(aRePattern.Term(), term.Int(int64(r.groups)), term.Int(unicode), term.Int(0), term.Str(flags+"/"+source))
}

var aRePattern = term.Intern("re_pattern")

// regexArg converts a pattern argument: a compiled pattern, or text with compile options.
func (c *regexes) regexArg(t term.Term, flags string) (r *regex, fault *reFault, ok bool) {
	if e := t.Elems(); len(e) == 5 && e[0].Is(aRePattern) {
		text, _ := e[4].AsStr()
		flags, source, found := strings.Cut(text, "/")
		if !found {
			return nil, nil, false
		}
		r, fault = c.compile(source, flags)
		return r, fault, true
	}
	source, ok := reText(t, strings.Contains(flags, "u"))
	if !ok {
		return nil, nil, false
	}
	r, fault = c.compile(source, flags)
	return r, fault, true
}

// reText converts a subject or source: iodata, or character data with unicode.
func reText(t term.Term, unicode bool) (string, bool) {
	if unicode {
		return erlang.Chardata(nil, t)
	}
	b, ok := erlang.IOData(nil, t)
	return string(b), ok
}

// installRe registers :re on package regexp2. Go's regexp supports neither lookaround nor
// backreferences, which Elixir patterns use.
func installRe(x library.Module) {
	c := &regexes{byText: map[string]*regex{}}
	compile := func(_ *vm.Process, a []term.Term) (term.Term, error) {
		options := []term.Term{}
		if len(a) == 2 {
			list, ok := a[1].Options()
			if !ok {
				return term.Term{}, library.Bad(2, "not a list")
			}
			options = list
		}
		flags, other := flagsOf(options)
		if len(other) > 0 {
			return term.Term{}, library.Bad(2, "invalid options")
		}
		source, ok := reText(a[0], strings.Contains(flags, "u"))
		if !ok {
			return term.Term{}, library.Bad(1, "not an iodata term")
		}
		r, fault := c.compile(source, flags)
		if fault != nil {
			return term.Tup(term.Error, term.Tup(term.Charlist(fault.text), term.Int(int64(fault.at)))), nil
		}
		return term.Tup(term.Ok, r.patternTerm(source, flags)), nil
	}
	x.Func("compile", 1, compile)
	x.Func("compile", 2, compile)
	x.Func("run", 2, c.run)
	x.Func("run", 3, c.run)
	x.Func("inspect", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		r, _, ok := c.regexArg(a[0], "")
		if !ok || r == nil || library.AtomName(a[1]) != "namelist" {
			return term.Term{}, vm.Badarg()
		}
		return term.Tup(a[1], term.List(strTerms(r.sortedNames())...)), nil
	})
	x.Func("version", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Str("8.44 2020-02-12"), nil })
	installReText(x, c)
}

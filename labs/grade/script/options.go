package script

import (
	"slices"
	"time"

	"lab/runtime/term"
)

// This file reads the options of statements.

// options checks that a call has only known options.
func (r *reader) options(c call, known ...string) options {
	o := options{r, c, map[string]term.Term{}}
	for _, one := range c.options {
		if !slices.Contains(known, one.key) {
			r.at(c.place, "%s has no option %s; it has %v", c.name, one.key, known)
			continue
		}
		o.by[one.key] = one.value
	}
	return o
}

type options struct {
	r    *reader
	call call
	by   map[string]term.Term
}

func (o options) get(key string) term.Term {
	if t, ok := o.by[key]; ok {
		return t
	}
	return term.Nil
}

func (o options) wrong(key, want string) {
	o.r.at(o.call.place, "%s: wants %s", key, want)
}

func (o options) str(key string) string {
	t, there := o.by[key]
	if !there {
		return ""
	}
	s, ok := t.AsStr()
	if !ok {
		o.wrong(key, "a text")
	}
	return s
}

func (o options) number(key string) int {
	t, there := o.by[key]
	if !there {
		return 0
	}
	n, ok := t.AsInt()
	if !ok || n < 1 {
		o.wrong(key, "a number")
	}
	return int(n)
}

// time reads a time in milliseconds.
func (o options) time(key string) time.Duration {
	return time.Duration(o.number(key)) * time.Millisecond
}

func (o options) flag(key string) bool {
	t, there := o.by[key]
	if there && !t.Is(term.ATrue) && !t.Is(term.AFalse) {
		o.wrong(key, "true or false")
	}
	return t.Is(term.ATrue)
}

// name reads an atom.
func (o options) name(key string) string {
	t, there := o.by[key]
	if !there {
		return ""
	}
	if !t.IsAtom() {
		o.wrong(key, "a name, such as :red")
		return ""
	}
	return t.Atom().String()
}

func (o options) names(key string) []string {
	var all []string
	list, ok := o.get(key).Slice()
	if _, there := o.by[key]; there && !ok {
		o.wrong(key, "a list of names")
	}
	for _, t := range list {
		if !t.IsAtom() {
			o.wrong(key, "a list of names")
			return nil
		}
		all = append(all, t.Atom().String())
	}
	return all
}

func (o options) strs(key string) []string {
	var all []string
	list, ok := o.get(key).Slice()
	if _, there := o.by[key]; there && !ok {
		o.wrong(key, "a list of texts")
	}
	for _, t := range list {
		s, ok := t.AsStr()
		if !ok {
			o.wrong(key, "a list of texts")
			return nil
		}
		all = append(all, s)
	}
	return all
}

// texts reads a keyword list or map of texts.
func (o options) texts(key string) map[string]string {
	t, there := o.by[key]
	if !there {
		return nil
	}
	all := map[string]string{}
	pairs, ok := keywords(t)
	for _, p := range pairs {
		s, isText := p.value.AsStr()
		ok = ok && isText
		all[p.key] = s
	}
	if !ok {
		o.wrong(key, "a list of texts by name, [name: \"Ava\"]")
	}
	return all
}

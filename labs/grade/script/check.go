package script

import (
	"slices"

	"lab/runtime/term"
)

// This file reads checks and the possible results of their judges.

func (r *reader) check(c call) *Check {
	o := r.options(c, "needs", "from", "times", "do")
	k := &Check{place: c.place, ID: r.str(c, 0), Title: r.str(c, 1), Needs: o.strs("needs"), From: o.names("from"), Times: o.number("times")}
	before := len(r.known)
	r.known = append(r.known, "nodes", "nonce")
	if len(k.From) > 0 {
		r.known = append(r.known, "here")
	}
	for _, s := range statements(o.get("do")) {
		if j, ok := callOf(c.file, s); ok && j.name == "judge" {
			r.judge(k, j)
			continue
		}
		if k.Judge != "" {
			r.at(where(c.file, s), "the judge must be the last statement of a check")
		}
		if a, ok := r.action(c.file, s); ok {
			k.Do = append(k.Do, a)
		}
	}
	if k.Judge == "" {
		r.at(c.place, "the check has no judge")
	}
	// Later checks know the names of this check's values, but none of its other variables.
	var named []string
	for _, a := range k.Do {
		if a.As != "" {
			named = append(named, a.As)
		}
	}
	r.known = append(r.known[:before:before], named...)
	return k
}

func (r *reader) judge(k *Check, c call) {
	k.judge = c.place
	block := r.options(c, "do").get("do")
	clauses, _ := block.Slice()
	for _, clause := range clauses {
		e := clause.Elems()
		if len(e) != 3 || !e[0].Is(aArrow) {
			r.at(c.place, judgeForm)
			return
		}
		parts, _ := e[2].Slice()
		if head, _ := parts[0].Slice(); len(head) != 1 {
			r.at(where(c.file, clause), "a clause has one pattern")
			return
		}
		r.says(k, c.file, parts[1])
	}
	if len(clauses) == 0 {
		r.at(c.place, judgeForm)
		return
	}
	k.Judge = clausesText(clauses)
	r.piece(c.file, Clauses, block)
}

const judgeForm = "a judge has clauses between do and end: observations -> :pass, or the name of a mistake"

// says records a possible value of an expression: an atom, or a tuple of an atom and a text.
func (r *reader) says(k *Check, file string, t term.Term) {
	p := where(file, t)
	if p.line == 0 {
		p = k.judge
	}
	if t.IsAtom() {
		k.says = append(k.says, said{p, t.Atom().String()})
		return
	}
	e := t.Elems()
	switch {
	case len(e) == 2 && e[0].IsAtom():
		k.says = append(k.says, said{p, e[0].Atom().String()})
		return
	case len(e) == 3 && e[0].IsAtom():
		if c, ok := callOf(file, t); ok && r.branches(k, c) {
			return
		}
		if e[0].Is(aBlock) {
			list := statements(t)
			r.says(k, file, list[len(list)-1])
			return
		}
	}
	r.at(p, "a clause returns :pass, the name of a mistake, or {:mistake, text}")
}

// branches records the possible values of if, unless, case, cond and with.
func (r *reader) branches(k *Check, c call) bool {
	if !slices.Contains([]string{"if", "unless", "case", "cond", "with"}, c.name) {
		return false
	}
	for _, o := range c.options {
		clauses, ok := o.value.Slice()
		if !ok {
			r.says(k, c.file, o.value)
			continue
		}
		for _, clause := range clauses {
			if e := clause.Elems(); len(e) == 3 && e[0].Is(aArrow) {
				parts, _ := e[2].Slice()
				r.says(k, c.file, parts[1])
			}
		}
	}
	return true
}

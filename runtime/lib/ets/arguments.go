package ets

import (
	"slices"

	"lab/runtime/lib/ets/matchspec"
	"lab/runtime/library"
	"lab/runtime/term"
)

const (
	notTuple   = "not a tuple"
	notObjects = "not a non-empty tuple or a list of non-empty tuples"
	notUpdate  = "not a valid update operation"
	notElement = "is not a valid element specification"
	notName    = "invalid table name (must be an atom)"
)

// malformed returns remarks on the arguments after the table that are wrong for any table. OTP
// leaves some of them out if the table is wrong, too.
func malformed(name string, a []term.Term) library.Remarks {
	var r library.Remarks
	switch name {
	case "insert", "insert_new":
		r.Add(2, badObjects(a[1]))
	case "delete_object":
		r.Add(2, unless(a[1].IsTuple(), notTuple))
	case "give_away":
		r.Add(2, unless(a[1].Pid() != nil, "not a pid"))
	case "rename":
		r.Add(2, unless(a[1].IsAtom(), notName))
	case "lookup_element":
		r.Add(3, library.NotPositive(a[2]))
	case "match", "match_object", "select", "select_reverse":
		if len(a) < 3 {
			return nil
		}
		if name == "select" || name == "select_reverse" {
			_, ok := matchspec.New(a[1])
			r.Add(2, unless(ok, notMatchSpec))
		}
		r.Add(3, library.NotPositive(a[2]))
	case "update_counter":
		if len(a) == 3 {
			r.Add(3, unless(isUpdate(a[2]), notUpdate))
		}
	case "update_element":
		r.Add(3, unless(allOf(a[2], isElement), notElement))
	}
	return r
}

func unless(fine bool, what string) string {
	if fine {
		return ""
	}
	return what
}

// badObjects says why t cannot be inserted into any table, or returns "".
func badObjects(t term.Term) string {
	objs, proper := t.Slice()
	switch {
	case t.IsTuple():
		return unless(len(t.Elems()) > 0, "is an empty tuple")
	case !t.IsList():
		return notTuple
	}
	empty := func(o term.Term) bool { return len(o.Elems()) == 0 }
	return unless(proper && !slices.ContainsFunc(objs, empty), notObjects)
}

// allOf reports whether t, or each element of a list t, is well formed.
func allOf(t term.Term, formed func(term.Term) bool) bool {
	if !t.IsList() {
		return formed(t)
	}
	ops, proper := t.Slice()
	return proper && !slices.ContainsFunc(ops, func(op term.Term) bool { return !formed(op) })
}

// isUpdate reports whether t is an increment, or one or several operations of update_counter.
func isUpdate(t term.Term) bool {
	return t.IsInteger() || allOf(t, func(op term.Term) bool {
		e := op.Elems()
		return (len(e) == 2 || len(e) == 4) && !slices.ContainsFunc(e, func(n term.Term) bool { return !n.IsInteger() })
	})
}

// isElement reports whether t is {position, value}.
func isElement(t term.Term) bool {
	e := t.Elems()
	return len(e) == 2 && e[0].IsInteger()
}

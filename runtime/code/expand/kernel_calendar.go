package expand

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines the sigils of dates and times. They expand to structs.

// A calendarSigil describes a sigil for a date or a time: its macro, the struct of its value, the
// calendar function that parses it, its name in error messages, and the fields of the struct in the
// order in which the calendar returns them.
type calendarSigil struct {
	macro, module, parse, name string
	fields                     []string
}

var (
	dateFields = []string{"year", "month", "day"}
	timeFields = []string{"hour", "minute", "second", "microsecond"}
	bothFields = append(append([]string(nil), dateFields...), timeFields...)

	calendarSigils = []calendarSigil{
		{"sigil_D", "Date", "parse_date", "Date", dateFields},
		{"sigil_T", "Time", "parse_time", "Time", timeFields},
		{"sigil_N", "NaiveDateTime", "parse_naive_datetime", "NaiveDateTime", bothFields},
		{"sigil_U", "DateTime", "parse_utc_datetime", "UTC DateTime", bothFields},
	}
)

// calendarStruct returns the struct literal for the text of a sigil.
func (x *Expander) calendarStruct(sigil calendarSigil, source term.Term) term.Term {
	text, calendar := quoted.Str(source), term.Intern("Elixir.Calendar.ISO")
	if i := strings.LastIndexByte(text, ' '); i >= 0 && i+1 < len(text) && text[i+1] >= 'A' && text[i+1] <= 'Z' {
		text, calendar = text[:i], term.InternDerived("Elixir."+text[i+1:])
	}
	el := x.called(calendar, sigil.parse, term.Str(text)).Elems()
	bad := func(reason term.Term) {
		x.Raise(ArgumentError("cannot parse %s as %s for %s, reason: %s", diagnostic.Inspect(term.Str(text)), sigil.name, diagnostic.Inspect(calendar.Term()), diagnostic.Inspect(reason)))
	}
	switch {
	case !el[0].Is(term.AOk):
		bad(el[1])
	case len(el) == 3 && !term.Equal(el[2], term.Int(0)):
		bad(term.Sym("non_utc_offset"))
	}
	pairs := []term.Term{term.Tup(term.AStruct.Term(), term.Sym("Elixir."+sigil.module)), quoted.Pair("calendar", calendar.Term())}
	for i, v := range el[1].Elems() {
		pairs = append(pairs, quoted.Pair(sigil.fields[i], constant(v)))
	}
	if sigil.module == "DateTime" {
		pairs = append(pairs, quoted.Pair("time_zone", term.Str("Etc/UTC")), quoted.Pair("zone_abbr", term.Str("UTC")),
			quoted.Pair("utc_offset", term.Int(0)), quoted.Pair("std_offset", term.Int(0)))
	}
	return quoted.Node("%{}", term.List(term.Tup(quoted.AStructForm.Term(), term.True)), pairs...)
}

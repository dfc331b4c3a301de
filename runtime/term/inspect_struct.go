package term

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// This file formats the structs of the standard library that implement Inspect.

// structForms maps the names of structs to built-in implementations of Inspect.
var structForms map[string]func(in *inspector, m *Map, limit int) (doc, bool)

func init() {
	structForms = map[string]func(in *inspector, m *Map, limit int) (doc, bool){
		"Elixir.Range":         showRange,
		"Elixir.MapSet":        showMapSet,
		"Elixir.Regex":         showRegex,
		"Elixir.Date":          showDate,
		"Elixir.Date.Range":    showDateRange,
		"Elixir.DateTime":      showDateTime,
		"Elixir.Time":          showTime,
		"Elixir.NaiveDateTime": showNaive,
	}
}

// ShowsItself reports whether a struct has a built-in Inspect implementation. Dates and times have
// an implementation for Calendar.ISO only.
func ShowsItself(m *Map) bool {
	name, _ := m.Get(AStruct.Term())
	_, dated := m.Get(Sym("calendar"))
	return structForms[name.Atom().String()] != nil && (!dated || isISO(m))
}

func field(m *Map, name string) Term {
	v, _ := m.Get(Sym(name))
	return v
}

func showRange(in *inspector, m *Map, limit int) (doc, bool) {
	first, last, step := field(m, "first"), field(m, "last"), field(m, "step")
	if !first.IsInteger() || !last.IsInteger() {
		return nil, false
	}
	d := concat(in.doc(first, limit), docText(".."), in.doc(last, limit))
	// A range without a step descends when last is less than first.
	if step.IsNone() && Compare(first, last) > 0 { // as before Elixir 1.12
		step = Int(-1)
	}
	if step.IsInteger() && (!Equal(step, Int(1)) || Compare(first, last) > 0) {
		d = concat(d, docText("//"), in.doc(step, limit))
	}
	return d, true
}

func showMapSet(in *inspector, m *Map, limit int) (doc, bool) {
	inner := field(m, "map").Map()
	if inner == nil {
		return nil, false
	}
	numbers := *in
	numbers.Charlists = "as_lists"
	return concat(docText("MapSet.new("), numbers.list(List(inner.Keys()...), limit), docText(")")), true
}

func showRegex(in *inspector, m *Map, _ int) (doc, bool) {
	source, ok := field(m, "source").AsStr()
	if !ok {
		return nil, false
	}
	modifiers, _ := field(m, "opts").AsStr() // as before Elixir 1.18
	if opts, ok := field(m, "opts").Slice(); ok {
		letters := map[string]string{"caseless": "i", "multiline": "m", "extended": "x", "firstline": "f", "ungreedy": "U"}
		for i := 0; i < len(opts); i++ {
			o := opts[i]
			if i+1 < len(opts) {
				if letter := pairedOption(o, opts[i+1]); letter != "" {
					modifiers = letter + modifiers
					i++
					continue
				}
			}
			letter, known := letters[o.Atom().String()]
			if !o.IsAtom() || !known {
				return concat(docText("Regex.compile!("), in.doc(Str(source), -1), docText(", "), in.doc(field(m, "opts"), -1), docText(")")), true
			}
			modifiers = letter + modifiers
		}
	}
	return in.text("regex", "~r/"+regexSource(source)+"/"+modifiers), true
}

// pairedOption returns the modifier letter that stands for two options of :re together, or "".
func pairedOption(first, second Term) string {
	switch newline := second.Elems(); {
	case first.Is(Intern("unicode")) && second.Is(Intern("ucp")):
		return "u"
	case first.Is(Intern("dotall")) && len(newline) == 2 && newline[0].Is(Intern("newline")) && newline[1].Is(Intern("anycrlf")):
		return "s"
	}
	return ""
}

// regexSource formats a source between slashes. It escapes slashes, and writes unprintable
// characters as Regex does.
func regexSource(source string) string {
	var b strings.Builder
	for i := 0; i < len(source); {
		r, n := utf8.DecodeRuneInString(source[i:])
		switch {
		case r == '\\' && i+n < len(source):
			_, next := utf8.DecodeRuneInString(source[i+n:])
			b.WriteString(source[i : i+n+next])
			n += next
		case r == '/':
			b.WriteString(`\/`)
		case regexEscapes[r] != "":
			b.WriteString(regexEscapes[r])
		default:
			escapeRune(&b, source[i], source[i:], r, n, -1)
		}
		i += n
	}
	return b.String()
}

// regexEscapes are the control characters whose escapes in regular expressions differ from those
// in strings.
var regexEscapes = map[rune]string{'\b': `\x08`, 0x1b: `\x1B`, 0x7f: `\x7F`, '\v': `\v`, '\\': `\`}

func number(m *Map, name string) int64 {
	n, _ := field(m, name).AsInt()
	return n
}

// isISO reports whether m is a date or time of Calendar.ISO with integer fields.
func isISO(m *Map) bool {
	if !field(m, "calendar").Is(Intern("Elixir.Calendar.ISO")) {
		return false
	}
	for _, name := range [...]string{"year", "month", "day", "hour", "minute", "second"} {
		if v, ok := m.Get(Sym(name)); ok && !v.IsInteger() {
			return false
		}
	}
	return true
}

func dateText(m *Map) string {
	sign, year := "", number(m, "year")
	if year < 0 {
		sign, year = "-", -year
	}
	return fmt.Sprintf("%s%04d-%02d-%02d", sign, year, number(m, "month"), number(m, "day"))
}

func timeText(m *Map) string {
	text := fmt.Sprintf("%02d:%02d:%02d", number(m, "hour"), number(m, "minute"), number(m, "second"))
	micro := field(m, "microsecond").Elems()
	if len(micro) != 2 {
		return text
	}
	value, _ := micro[0].AsInt()
	precision, _ := micro[1].AsInt()
	if precision < 1 || precision > 6 {
		return text
	}
	return text + "." + fmt.Sprintf("%06d", value)[:precision]
}

// inSigils reports whether the year has at most four digits, the limit of sigils.
func inSigils(m *Map) bool {
	year, ok := field(m, "year").AsInt()
	return ok && -9999 <= year && year <= 9999
}

func showDate(in *inspector, m *Map, _ int) (doc, bool) {
	if !inSigils(m) {
		return docText(fmt.Sprintf("Date.new!(%s, %d, %d)", Inspect(field(m, "year"), Opts{}), number(m, "month"), number(m, "day"))), isISO(m)
	}
	return docText("~D[" + dateText(m) + "]"), isISO(m)
}

func showTime(in *inspector, m *Map, _ int) (doc, bool) {
	return docText("~T[" + timeText(m) + "]"), isISO(m)
}

func showNaive(in *inspector, m *Map, _ int) (doc, bool) {
	if micro := field(m, "microsecond").Elems(); !inSigils(m) && len(micro) == 2 {
		return docText(fmt.Sprintf("NaiveDateTime.new!(%s, %d, %d, %d, %d, %d, %s)", Inspect(field(m, "year"), Opts{}), number(m, "month"), number(m, "day"),
			number(m, "hour"), number(m, "minute"), number(m, "second"), Inspect(Tup(micro...), Opts{}))), isISO(m)
	}
	return docText("~N[" + dateText(m) + " " + timeText(m) + "]"), isISO(m)
}

func showDateRange(in *inspector, m *Map, limit int) (doc, bool) {
	first, last, step := field(m, "first").Map(), field(m, "last").Map(), field(m, "step")
	if first == nil || last == nil {
		return nil, false
	}
	d := concat(docText("Date.range("), in.doc(FromMap(first), limit), docText(", "), in.doc(FromMap(last), limit))
	if step.IsNone() && number(m, "first_in_iso_days") > number(m, "last_in_iso_days") { // as before Elixir 1.12
		step = Int(-1)
	}
	if step.IsInteger() && !Equal(step, Int(1)) {
		d = concat(d, docText(fmt.Sprintf(", %s", Inspect(step, Opts{}))))
	}
	return concat(d, docText(")")), true
}

func showDateTime(_ *inspector, m *Map, _ int) (doc, bool) {
	zone, _ := field(m, "time_zone").AsStr()
	abbreviation, _ := field(m, "zone_abbr").AsStr()
	text := dateText(m) + " " + timeText(m)
	if zone == "Etc/UTC" && !inSigils(m) {
		return docText("#DateTime<" + text + "Z>"), isISO(m)
	}
	if zone == "Etc/UTC" {
		return docText("~U[" + text + "Z]"), isISO(m)
	}
	offset := number(m, "utc_offset") + number(m, "std_offset")
	return docText("#DateTime<" + text + offsetText(offset) + " " + abbreviation + " " + zone + ">"), isISO(m)
}

func offsetText(seconds int64) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	return fmt.Sprintf("%s%02d:%02d", sign, seconds/3600, seconds/60%60)
}

package class

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// This file reads the roster of the class and matches submissions to it. A roster is an export
// from Canvas, Moodle or GitHub Classroom, or a list of names, one per line.

// A Roster lists the people of a class, each as a map from the file's columns to values.
type Roster struct {
	Columns []string
	People  []map[string]string
}

// identifying are the columns that identify people, in lower case.
var identifying = []string{"student", "name", "full name", "id", "sis user id", "sis login id", "login", "username", "user name",
	"id number", "email", "email address", "e-mail", "identifier", "github_username", "github username", "github_id"}

// ReadRoster reads a file of values separated by commas, semicolons or tabs, with a header line.
func ReadRoster(r io.Reader) (*Roster, error) {
	text, err := io.ReadAll(io.LimitReader(r, 16<<20))
	if err != nil {
		return nil, fmt.Errorf("reading the roster: %w", err)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	rows := csv.NewReader(bytes.NewReader(text))
	rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.Comma = -1, true, separator(text)
	all, err := rows.ReadAll()
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("the roster, line %d: %w; it should be comma separated values", wrong.Line, wrong.Err)
	}
	if err != nil || len(all) == 0 {
		return nil, errors.Join(errors.New("the roster has no lines: it should have a header line, and a line for each student"), err)
	}
	ros := &Roster{Columns: all[0]}
	if !slices.ContainsFunc(all[0], isIdentifying) {
		if len(all[0]) > 1 {
			return nil, fmt.Errorf("no column of the roster (%s) identifies the students; it should have one of: %s",
				strings.Join(all[0], ", "), strings.Join(identifying, ", "))
		}
		ros.Columns = []string{"Name"} // the file is a list of names
	} else {
		all = all[1:]
	}
	for _, fields := range all {
		person := map[string]string{}
		for i, column := range ros.Columns {
			if i < len(fields) {
				person[column] = strings.TrimSpace(fields[i])
			}
		}
		if called(person) != "" && !strings.HasPrefix(called(person), "Points Possible") { // Canvas exports contain such a line
			ros.People = append(ros.People, person)
		}
	}
	return ros, nil
}

func separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, r := range ";\t" {
		if n := bytes.Count(line, []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}

func isIdentifying(column string) bool {
	return slices.Contains(identifying, strings.ToLower(strings.TrimSpace(column)))
}

// field returns the first non-empty value among the columns.
func field(person map[string]string, columns ...string) string {
	for _, want := range columns {
		for column, value := range person {
			if strings.EqualFold(strings.TrimSpace(column), want) && value != "" {
				return value
			}
		}
	}
	return ""
}

// called returns the display name of a person on the roster.
func called(person map[string]string) string {
	if name := field(person, "student", "name", "full name"); name != "" {
		return name
	}
	if name := strings.TrimSpace(field(person, "first name") + " " + field(person, "last name", "surname")); name != "" {
		return name
	}
	return field(person, identifying...)
}

// keys returns the normalised names under which a person may have handed in a submission.
func keys(person map[string]string) []string {
	var all []string
	add := func(text string) {
		if key := letters(text); len([]rune(key)) > 1 && !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	for column, value := range person {
		if isIdentifying(column) {
			add(value)
			if local, _, isAddress := strings.Cut(value, "@"); isAddress {
				add(local)
			}
		}
	}
	first, last := names(person)
	add(called(person))
	add(first + last)
	add(last + first)
	return all
}

// names returns the first and the last name of a person. If the roster has whole names, the last
// word is the last name.
func names(person map[string]string) (first, last string) {
	if last, first, comma := strings.Cut(called(person), ","); comma {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	first, last = field(person, "first name"), field(person, "last name", "surname")
	if first == "" && last == "" { // the roster has whole names
		words := strings.Fields(called(person))
		if n := len(words) - 1; n > 0 {
			return strings.Join(words[:n], " "), words[n]
		}
		return called(person), ""
	}
	return first, last
}

// letters normalises a text to its letters and digits in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// parts matches the separators in names of submissions from Canvas (lastfirst_12_34_file) and
// Moodle (First Last_12_assignsubmission_file), and in names of repositories.
var parts = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[_ ]+|-`) })

// enough is the minimum length of a key that may match the end of a name.
const enough = 4

// Whose returns the index of the person who owns the submission with the given name, or -1. A
// person matches if one of their keys is the name, a part of it, or its end.
func (r *Roster) Whose(name string) int {
	texts := []string{letters(name)}
	for part := range strings.SplitSeq(name, "_") {
		texts = append(texts, letters(part))
	}
	for _, part := range parts().Split(name, -1) {
		texts = append(texts, letters(part))
	}
	for _, text := range texts {
		if at := r.only(func(key string) bool { return key == text }); at >= 0 {
			return at
		}
	}
	return r.only(func(key string) bool { return len(key) >= enough && strings.HasSuffix(texts[0], key) })
}

// only returns the index of the only person with a fitting key, or -1 if there are none or
// several.
func (r *Roster) only(fits func(string) bool) int {
	found := -1
	for i, person := range r.People {
		if slices.ContainsFunc(keys(person), fits) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// assign assigns lines of the roster to students, and appends the people who handed in nothing.
func assign(r *Roster, students []*Student) []*Student {
	if r == nil {
		return students
	}
	handed := map[int]bool{}
	for _, s := range students {
		if at := r.Whose(s.Name); at >= 0 {
			s.Roster, s.Person, handed[at] = r.People[at], called(r.People[at]), true
		}
	}
	for i, person := range r.People {
		if !handed[i] {
			students = append(students, &Student{Name: called(person), Person: called(person), Roster: person,
				Missing: true, Problem: "nothing was handed in"})
		}
	}
	return students
}

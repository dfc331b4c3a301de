package room

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"
)

// This file reads and writes lists of names with keys: the teacher's roster and the list of
// claimed names.

// A Person is a name with the key that owns it. The key has the form "TYPE BASE64", or is "" if it
// is unknown.
type Person struct{ Name, Key string }

// ReadRoster reads one name per line, optionally followed by an SSH public key. A line that begins
// with # is a comment. The argument source names the list in errors.
func ReadRoster(source string, r io.Reader) ([]Person, error) {
	var people []Person
	line := map[string]int{}
	scan := bufio.NewScanner(r)
	for n := 1; scan.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(scan.Text(), "\uFEFF"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		p, err := parsePerson(text)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", source, n, err)
		}
		if first, twice := line[p.Name]; twice {
			return nil, fmt.Errorf("%s, line %d: %s is in line %d already; give one of them another name", source, n, p.Name, first)
		}
		line[p.Name] = n
		people = append(people, p)
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", source, err)
	}
	return people, nil
}

func parsePerson(text string) (Person, error) {
	first, rest, _ := strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
	name, err := Name(first)
	if err != nil {
		return Person{}, err
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return Person{Name: name}, nil
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return Person{}, fmt.Errorf("the text after %s is not an SSH public key, such as ssh-ed25519 AAAA…; copy the line of a .pub file, or leave it out", name)
	}
	return Person{name, KeyText(key)}, nil
}

// KeyText formats a key as in lists.
func KeyText(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

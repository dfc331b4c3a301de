package room

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// This file binds names to keys. If the roster has a key for a name, that key owns the name.
// Otherwise the first key that claims the name owns it.

// namesFile, HostKeyFile and studentsDir are the files and the folder in a room's folder.
const (
	namesFile   = "names"
	HostKeyFile = "host_key"
	studentsDir = "students"
)

// mostNames is the maximum number of names without a roster. It prevents a stranger from filling
// the disk.
const mostNames = 500

// A Register holds the owner of each name. It is safe for concurrent use.
type Register struct {
	file   string
	roster map[string]Person // nil if any name is allowed

	mu    sync.Mutex
	names map[string]string // keys by claimed name
}

// OpenRegister reads the names of the room in dir. The roster is nil if any name is allowed.
func OpenRegister(dir string, roster []Person) (*Register, error) {
	r := &Register{file: filepath.Join(dir, namesFile), names: map[string]string{}}
	if roster != nil {
		r.roster = map[string]Person{}
		for _, p := range roster {
			r.roster[p.Name] = p
		}
	}
	text, err := os.ReadFile(r.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the owners of the names: %w", err)
	}
	people, err := ReadRoster(r.file, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		r.names[p.Name] = p.Key
	}
	return r, nil
}

// Admit returns an error if the key may not use the name. It records nothing, because the client
// has not yet proved that it owns the key.
func (r *Register) Admit(name, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.admit(name, key)
}

func (r *Register) admit(name, key string) error {
	listed, ok := r.roster[name]
	if r.roster != nil && !ok {
		return fmt.Errorf("%s is not on the list of this class; ask your teacher under which name you are", name)
	}
	owner := cmp.Or(listed.Key, r.names[name])
	if owner != "" && owner != key {
		return fmt.Errorf("the name %s belongs to another key: connect with the key of your first visit, or ask your teacher to free the name", name)
	}
	if owner == "" && r.roster == nil && len(r.names) >= mostNames {
		return fmt.Errorf("all %d names of this room are taken; ask your teacher to use a list of the class", mostNames)
	}
	return nil
}

// Claim permanently binds a name to a key. It returns an error if the key may not use the name, as
// Admit does, or if the binding cannot be saved.
func (r *Register) Claim(name, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.admit(name, key); err != nil {
		return err
	}
	if r.names[name] == key {
		return nil
	}
	before, listed := r.names[name]
	r.names[name] = key
	if err := r.save(); err != nil {
		r.names[name] = before
		if !listed {
			delete(r.names, name)
		}
		return err
	}
	return nil
}

func (r *Register) save() error {
	var text strings.Builder
	for _, name := range r.sorted() {
		fmt.Fprintf(&text, "%s %s\n", name, r.names[name])
	}
	fresh := r.file + ".new"
	err := os.WriteFile(fresh, []byte(text.String()), 0o600)
	if err == nil {
		err = os.Rename(fresh, r.file)
	}
	if err != nil {
		return fmt.Errorf("saving the owners of the names: %w", err)
	}
	return nil
}

func (r *Register) sorted() []string {
	var names []string
	for name, key := range r.names {
		if key != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Names returns the names on the roster. If there is no roster, it returns all names that have been
// claimed.
func (r *Register) Names() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := r.sorted()
	for name := range r.roster {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if r.roster != nil {
		names = slices.DeleteFunc(names, func(name string) bool { _, listed := r.roster[name]; return !listed })
	}
	slices.Sort(names)
	return names
}

// Folder returns the folder of a student's workbook in the room's folder dir.
func Folder(dir, name string) string {
	if name == Teacher {
		return filepath.Join(dir, Teacher)
	}
	return filepath.Join(dir, studentsDir, name)
}

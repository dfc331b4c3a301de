package files

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lab/runtime/lib/text"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file finds files by pattern (filelib:wildcard/1): *, ?, [a-z], {a,b}, and ** for folders at
// any depth. Names that start with a dot match only patterns that start with a dot.

func installWildcard(x library.Module, f *files) {
	f.wildcard(x, "wildcard", false)
	f.wildcard(library.Module{Machine: x.Machine, Name: "lab_file"}, "wildcard_with_dots", true)
}

// wildcard registers a function of a pattern. If dots is set, it also finds hidden files.
func (f *files) wildcard(x library.Module, name string, dots bool) {
	x.Step(name, 1, func(p *vm.Process, a []term.Term) vm.Step {
		pattern, ok := text.FormatText(a[0])
		if !ok {
			return p.Fail(vm.Badarg())
		}
		return p.Block(func() (term.Term, error) {
			var names []string
			for _, one := range alternatives(filepath.ToSlash(pattern)) {
				names = append(names, f.match(one, dots)...)
			}
			slices.Sort(names)
			var out []term.Term
			for _, name := range slices.Compact(names) {
				out = append(out, term.Charlist(name))
			}
			return term.List(out...), nil
		})
	})
}

// alternatives expands {a,b} in a pattern.
func alternatives(pattern string) []string {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return []string{pattern}
	}
	length := strings.IndexByte(pattern[open:], '}')
	if length < 0 {
		return []string{pattern}
	}
	var out []string
	for _, choice := range strings.Split(pattern[open+1:open+length], ",") {
		out = append(out, alternatives(pattern[:open]+choice+pattern[open+length+1:])...)
	}
	return out
}

// match returns the files that match a pattern, absolute or relative like the pattern.
func (f *files) match(pattern string, dots bool) []string {
	base, rest, shown := filepath.ToSlash(*f.cwd.Load()), path.Clean(pattern), ""
	if dir := filepath.ToSlash(f.root.Dir); path.IsAbs(pattern) || filepath.IsAbs(pattern) {
		below, ok := strings.CutPrefix(rest, dir+"/")
		if !ok {
			return nil
		}
		base, rest, shown = ".", below, dir+"/"
	}
	for strings.HasPrefix(rest, "../") {
		base, rest, shown = path.Join(base, ".."), rest[len("../"):], shown+"../"
	}
	if !filepath.IsLocal(base) {
		return nil
	}
	var out []string
	f.descend(base, strings.Split(rest, "/"), dots, func(name string) {
		if base != "." {
			name = strings.TrimPrefix(name, base+"/")
		}
		out = append(out, shown+name)
	})
	return out
}

// descend finds the files below dir that match the rest of a pattern.
func (f *files) descend(dir string, rest []string, dots bool, found func(name string)) {
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if err != nil {
		return
	}
	if rest[0] == "**" {
		if len(rest) == 1 {
			rest = []string{"**", "*"}
		}
		f.descend(dir, rest[1:], dots, found)
	}
	for _, e := range entries {
		if hidden := strings.HasPrefix(e.Name(), "."); hidden != strings.HasPrefix(rest[0], ".") && !(hidden && dots) {
			continue
		}
		name := path.Join(dir, e.Name())
		ok, _ := path.Match(rest[0], e.Name())
		switch {
		case rest[0] == "**":
			if e.IsDir() {
				f.descend(name, rest, dots, found)
			}
		case ok && len(rest) == 1:
			found(name)
		case ok && e.IsDir():
			f.descend(name, rest[1:], dots, found)
		}
	}
}

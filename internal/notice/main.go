// Notice lists the third-party modules that lab links, one line each with its version and
// licence. The flag -texts prints the licence texts instead, for a release.
//
//	go run ./internal/notice > NOTICE
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const head = `lab
Copyright the authors of lab

Licensed under the Apache License, Version 2.0: see LICENSE.

The program lab links these modules, each under its own licence:

`

// module is the part of go list's module output that this program uses.
type module struct {
	Path, Version, Dir string
	Main               bool
}

func main() {
	texts := flag.Bool("texts", false, "write the texts of the licences")
	flag.Parse()
	if err := run(os.Stdout, *texts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer, texts bool) error {
	modules, err := linked()
	if err != nil {
		return err
	}
	if !texts {
		fmt.Fprint(out, head)
	}
	for _, m := range modules {
		text, err := licence(m.Dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		if texts {
			fmt.Fprintf(out, "%s %s\n\n%s\n\n", m.Path, m.Version, strings.TrimSpace(text))
			continue
		}
		kind := kindOf(text)
		if kind == "" {
			return fmt.Errorf("%s: its licence is of a kind that this program does not know; teach kinds", m.Path)
		}
		fmt.Fprintf(out, "%s %s, %s\n", m.Path, m.Version, kind)
	}
	return nil
}

// platforms are the operating systems that lab is built for. Some modules are linked only on some
// of them.
var platforms = []string{"linux", "darwin", "windows"}

// linked lists the modules that lab links on any platform.
func linked() ([]module, error) {
	name, err := exec.Command("go", "list", "-m").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	found := map[string]module{}
	for _, goos := range platforms {
		cmd := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{"Path":{{printf "%q" .Path}},"Version":{{printf "%q" .Version}},"Dir":{{printf "%q" .Dir}},"Main":{{.Main}}}{{end}}`, strings.TrimSpace(string(name)))
		cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		b, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		for line := range strings.Lines(string(b)) {
			var m module
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				return nil, fmt.Errorf("go list says %q: %w", line, err)
			}
			if !m.Main {
				found[m.Path] = m
			}
		}
	}
	var list []module
	for _, m := range found {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying)([.-](md|txt|mit|bsd))?$`)

// licence returns the licence text in a module's folder, or in the nearest parent folder that has
// one: a module may be part of a larger repository.
func licence(dir string) (string, error) {
	for range 4 {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			if licenceFile.MatchString(e.Name()) {
				b, err := os.ReadFile(filepath.Join(dir, e.Name()))
				return string(b), err
			}
		}
		dir = filepath.Dir(dir)
	}
	return "", errors.New("it has no licence file")
}

// kinds maps a characteristic phrase to the licence it identifies, the most specific phrase first.
var kinds = []struct{ words, name string }{
	{"Mozilla Public License, version 2.0", "MPL-2.0"},
	{"Mozilla Public License Version 2.0", "MPL-2.0"},
	{"Apache License", "Apache-2.0"},
	{"Neither the name", "BSD-3-Clause"},
	{"Redistributions in binary form", "BSD-2-Clause"},
	{"Permission is hereby granted, free of charge", "MIT"},
	{"Permission to use, copy, modify, and", "ISC"},
}

func kindOf(text string) string {
	flat := strings.Join(strings.Fields(text), " ")
	for _, k := range kinds {
		if strings.Contains(flat, k.words) {
			return k.name
		}
	}
	return ""
}

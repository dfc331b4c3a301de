package workbook

import (
	"path"
	"slices"
	"strings"
)

// This file knows which nodes run a file as it was before it was saved.

// A stale is a file that was saved, and the nodes that have not loaded it since.
type stale struct {
	file  string
	nodes []string
}

// forget takes a node away that runs the file as it is.
func (s *stale) forget(node string) {
	s.nodes = slices.DeleteFunc(s.nodes, func(n string) bool { return n == node })
}

// outdated notes that a file was saved: all nodes that run the project are behind. Some files
// are read once, when a node starts.
func (m *Model) outdated(file string) {
	s := stale{file: path.Base(file)}
	for i, p := range m.nodes() {
		if m.lab.Nodes[i].Project && !p.gone {
			s.nodes = append(s.nodes, p.node)
		}
	}
	if s.file == "application.ex" || s.file == "mix.exs" || path.Base(path.Dir(file)) == "config" {
		m.unstarted = s
	} else {
		m.unloaded = s
	}
	m.sayStale()
}

// loaded notes that a node was told to load what is new.
func (m *Model) loaded(node string) {
	m.unloaded.forget(node)
	m.sayStale()
}

// begunAnew notes that a node ends: its next life loads everything.
func (m *Model) begunAnew(node string) {
	m.unstarted.forget(node)
	m.loaded(node)
}

// sayStale says which nodes are behind, and what helps; what only a start helps, first.
func (m *Model) sayStale() {
	switch {
	case len(m.unstarted.nodes) > 1:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unstarted) + ": ctrl+x r a starts them again"})
	case len(m.unstarted.nodes) > 0:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unstarted) + ": ctrl+x r starts it again"})
	case len(m.unloaded.nodes) > 0:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unloaded) + ": recompile() loads it"})
	default:
		m.endCause(Stale)
	}
}

// behind says who runs a file as it was.
func (m *Model) behind(s stale) string {
	text := s.file + " is newer than what "
	switch n := len(s.nodes); {
	case n == 1:
		return text + s.nodes[0] + " runs"
	case n == len(m.nodes()):
		return text + "the nodes run"
	}
	return text + strings.Join(s.nodes, ", ") + " run"
}

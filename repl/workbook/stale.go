package workbook

import (
	"path"
	"slices"
	"strings"
)

// This file tracks the nodes that run an outdated version of a file.

// A stale is a saved file with the nodes that have not loaded it yet.
type stale struct {
	file  string
	nodes []string
}

// forget removes a node that has loaded the file.
func (s *stale) forget(node string) {
	s.nodes = slices.DeleteFunc(s.nodes, func(n string) bool { return n == node })
}

// outdated records that a file was saved, so every node that runs the project is outdated. Some
// files are loaded only when a node starts.
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

// recompiled records that recompile() has ended on the node of a pane. A node whose files do not
// compile still runs the old code.
func (m *Model) recompiled(p *pane) {
	if p.recompiles {
		p.recompiles = false
		m.loaded(p.node)
	}
}

// loaded records that a node has loaded the files.
func (m *Model) loaded(node string) {
	m.unloaded.forget(node)
	m.sayStale()
}

// begunAnew records that a node has ended. It loads all files when it starts again.
func (m *Model) begunAnew(node string) {
	m.unstarted.forget(node)
	m.loaded(node)
}

// sayStale shows a notice about outdated nodes and the remedy. Files that need a restart come
// first.
func (m *Model) sayStale() {
	switch {
	case len(m.unstarted.nodes) > 1:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unstarted) + ": press ctrl+x r a to restart them"})
	case len(m.unstarted.nodes) > 0:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unstarted) + ": press ctrl+x r to restart it"})
	case len(m.unloaded.nodes) > 0:
		m.say(Notice{Cause: Stale, Text: m.behind(m.unloaded) + ": type recompile() to load it"})
	default:
		m.endCause(Stale)
	}
}

// behind describes which nodes run an outdated version of a file.
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

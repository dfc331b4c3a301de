package dist

import "lab/runtime/term"

// Cut silently stops all traffic with the named node, like a broken cable. Each node has to detect
// the cut by itself. If the cut is healed before that, the link continues where it stopped.
func (e *Endpoint) Cut(name string) { e.setCut(name, true) }

// Heal undoes Cut.
func (e *Endpoint) Heal(name string) { e.setCut(name, false) }

func (e *Endpoint) setCut(name string, cut bool) {
	e.mu.Lock()
	if cut {
		e.cuts[name] = true
	} else {
		delete(e.cuts, name)
	}
	e.mu.Unlock()
	l := e.Link(term.Intern(name))
	switch {
	case l == nil:
	case cut:
		l.cut.close()
	default:
		l.cut.open()
	}
}

func (e *Endpoint) isCut(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.cuts[name]
}

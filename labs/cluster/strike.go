package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"lab/labs/catalogue"
	"lab/labs/pipe"
	"lab/runtime/term"
)

// This file injects faults.

// Strike injects a fault into all its nodes or links at once, and returns once that is done.
func (s *Scenario) Strike(ctx context.Context, f catalogue.Fault) error {
	defer s.changed()
	if f.Kind.OnLink() {
		return s.strikeLinks(ctx, f)
	}
	if s.cfg.Proxy != nil && f.String() == catalogue.RestartProxy {
		return s.proxyAgain(ctx)
	}
	var all errgroup.Group
	for _, name := range f.Nodes {
		all.Go(func() error { return s.strikeNode(ctx, f.Kind, name) })
	}
	return all.Wait()
}

func (s *Scenario) strikeNode(ctx context.Context, kind catalogue.FaultKind, name string) error {
	if kind == catalogue.Restart {
		return s.restart(ctx, name)
	}
	m, c, err := s.live(name)
	if err != nil {
		return cmp.Or(s.whyDown(m), err)
	}
	switch kind {
	case catalogue.Kill:
		return c.kill()
	case catalogue.Stop:
		return c.stop()
	case catalogue.Freeze:
		return c.setFrozen(true)
	case catalogue.Thaw:
		if err := c.setFrozen(false); err != nil {
			return err
		}
		return s.tellAgain(ctx, name)
	}
	return fmt.Errorf("there is no fault %q", kind)
}

// whyDown returns a *FallenError if programs ended the node, and nil otherwise.
func (s *Scenario) whyDown(m *member) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m == nil {
		return nil
	}
	return s.fallen(m, m.life)
}

// restart ends a node if it is running and starts it again. Its links stay cut.
func (s *Scenario) restart(ctx context.Context, name string) error {
	m, c, err := s.live(name)
	if m == nil {
		return err
	}
	if c != nil {
		if err := c.stop(); err != nil {
			return err
		}
	}
	if err := s.startNode(ctx, m); err != nil {
		return err
	}
	return s.tellAgain(ctx, name)
}

// tellAgain tells a restarted or thawed node, and its peers, which of its links are cut and which
// are whole.
func (s *Scenario) tellAgain(ctx context.Context, name string) error {
	var cut, whole []Link
	cuts := s.Cuts()
	for _, other := range s.cfg.Nodes {
		switch l := LinkOf(name, other.Name); {
		case other.Name == name:
		case cuts[l]:
			cut = append(cut, l)
		default:
			whole = append(whole, l)
		}
	}
	if err := s.tellEnds(ctx, catalogue.Heal, whole); err != nil {
		return err
	}
	return s.tellEnds(ctx, catalogue.Cut, cut)
}

// A Link is a pair of nodes, the lesser name first.
type Link [2]string

// LinkOf returns the link between two nodes.
func LinkOf(a, b string) Link { return Link{min(a, b), max(a, b)} }

// Cuts returns the links that are currently cut.
func (s *Scenario) Cuts() map[Link]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	cuts := map[Link]bool{}
	for l := range s.cuts {
		cuts[l] = true
	}
	return cuts
}

// strikeLinks cuts or heals all links between the two sides of a fault.
func (s *Scenario) strikeLinks(ctx context.Context, f catalogue.Fault) error {
	var links []Link
	for _, a := range f.Nodes {
		for _, b := range f.Peers {
			links = append(links, LinkOf(a, b))
		}
	}
	if f.Kind == catalogue.Heal && len(f.Nodes) == 0 {
		for l := range s.Cuts() {
			links = append(links, l)
		}
	}
	s.mu.Lock()
	for _, l := range links {
		if f.Kind == catalogue.Cut {
			s.cuts[l] = true
		} else {
			delete(s.cuts, l)
		}
	}
	s.mu.Unlock()
	return s.tellEnds(ctx, f.Kind, links)
}

// tellEnds tells the nodes at both ends of links to drop or pass messages. It skips nodes that are
// down or frozen. tellAgain informs these nodes later.
func (s *Scenario) tellEnds(ctx context.Context, kind catalogue.FaultKind, links []Link) error {
	ends := map[string][]term.Term{}
	for _, l := range links {
		ends[l[0]] = append(ends[l[0]], term.Sym(s.Full(l[1])))
		ends[l[1]] = append(ends[l[1]], term.Sym(s.Full(l[0])))
	}
	var all errgroup.Group
	for name, peers := range ends {
		if m, c, err := s.live(name); m == nil {
			return err
		} else if c == nil || c.isFrozen() {
			continue
		}
		all.Go(func() error {
			_, err := s.asked(name, func(l *pipe.Line) (term.Term, error) {
				if kind == catalogue.Cut {
					return term.Ok, l.Cut(ctx, peers...)
				}
				return term.Ok, l.Heal(ctx, peers...)
			})
			if errors.Is(err, pipe.ErrGone) || !s.Up(name) {
				return nil
			}
			return err
		})
	}
	return all.Wait()
}

package labs

import (
	"context"
	"fmt"

	"lab/runtime/term"
)

// This file carries faults out.

// Strike does what a fault says, and returns once it is done.
func (s *Scenario) Strike(ctx context.Context, f Fault) error {
	defer s.changed()
	switch f.Kind {
	case Cut, Heal:
		return s.strikeLink(ctx, f)
	case Restart:
		return s.restart(ctx, f.Node)
	}
	_, c, err := s.live(f.Node)
	if err != nil {
		return err
	}
	switch f.Kind {
	case Kill:
		return c.kill()
	case Stop:
		return c.stop()
	case Freeze:
		return c.setFrozen(true)
	case Thaw:
		return c.setFrozen(false)
	}
	return fmt.Errorf("there is no fault %q", f.Kind)
}

// restart ends a node if it is up and starts another of its name.
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
	return s.startNode(ctx, m)
}

// strikeLink tells both ends; each drops what it would send to the other.
func (s *Scenario) strikeLink(ctx context.Context, f Fault) error {
	for _, end := range [][2]string{{f.Node, f.Peer}, {f.Peer, f.Node}} {
		_, err := s.Call(ctx, end[0], term.Intern("lab_fault"), term.Intern(string(f.Kind)), term.Sym(s.Full(end[1])))
		if err != nil {
			return err
		}
	}
	return nil
}

package cluster

import (
	"context"
	"fmt"
	"time"

	"lab/labs/beats"
)

// This file waits for a node that starts.

// awaitUp waits until a node can be talked to. Where that fails, the cause is not a program's doing.
func awaitUp(ctx context.Context, m *member, c *life) error {
	limit := time.NewTimer(upTime)
	defer limit.Stop()
	select {
	case <-c.up:
		return nil
	case <-c.gone:
		return fmt.Errorf("%s ended before it was up: %s", m.full, c.lastWords())
	case <-limit.C:
		return fmt.Errorf("%s was not up after %s: %s", m.full, upTime, c.lastWords())
	case <-ctx.Done():
		return fmt.Errorf("starting %s: %w", m.full, ctx.Err())
	}
}

// awaitLoaded waits until a node's project is loaded or not. One that comes to no end
// with it, or ends, has an UnloadedError. In a check the node itself says as a rule that there is no end:
// it knows how much time it had beside all others.
func (s *Scenario) awaitLoaded(ctx context.Context, m *member, c *life) error {
	limit := loadTime
	if s.cfg.Observer == nil {
		limit = mutePatience * loadTime
	}
	late, stop := beats.After(limit)
	defer stop()
	select {
	case <-c.ready:
		return nil
	case <-c.gone:
		return s.fallen(m, c)
	case <-late:
		if s.cfg.Observer != nil {
			return nil // the student sees what it does, and the prompt is there
		}
		ctx, cancel := context.WithTimeout(ctx, whereTime)
		defer cancel()
		place, _ := c.line.Where(ctx) // without it the rest is told
		return &UnloadedError{Node: m.full, Place: place, Said: c.lastWords()}
	case <-ctx.Done():
		return fmt.Errorf("starting %s: %w", m.full, ctx.Err())
	}
}

// mutePatience is how many times loadTime a node of a check is waited for that says nothing.
const mutePatience = 5

// whereTime bounds the question where a node is.
const whereTime = 2 * time.Second

// Reached is how the nodes are reached from outside: their epmd's port, and their cookie.
func (s *Scenario) Reached() (epmdPort int, cookie string) { return s.port, s.cookie }

package cluster

import (
	"context"
	"fmt"
	"time"

	"lab/labs/beats"
)

// This file waits for a node to start.

// awaitUp waits until a node answers. A failure is not caused by a student's program, because none
// runs yet.
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

// awaitLoaded waits until a node's project has been loaded or has failed. In a check, a project
// that does not terminate is an *UnloadedError. Usually the node detects this itself, because it
// measures its own processor time. The timeout here is for a node that cannot report.
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
			return nil // the student sees the output and has a prompt
		}
		ctx, cancel := context.WithTimeout(ctx, whereTime)
		defer cancel()
		place, _ := c.line.Where(ctx) // best effort: "" if it fails
		return &UnloadedError{Node: m.full, Place: place, Said: c.lastWords()}
	case <-ctx.Done():
		return fmt.Errorf("starting %s: %w", m.full, ctx.Err())
	}
}

// mutePatience multiplies loadTime for a node of a check that reports nothing.
const mutePatience = 5

// whereTime is the timeout for asking a node for its current position in the code.
const whereTime = 2 * time.Second

// Reached returns the port of the nodes' epmd, and the nodes' cookie. Other programs need both to
// connect to the nodes.
func (s *Scenario) Reached() (epmdPort int, cookie string) { return s.port, s.cookie }

package labs

import (
	"context"
	"fmt"
	"time"

	"lab/runtime/term"
)

// This file waits, while grading, for what takes its time: a name that spreads, a
// process that starts elsewhere.

const (
	// awaitTime bounds a wait that says nothing else.
	awaitTime = 10 * time.Second
	// awaitPause lies between two looks.
	awaitPause = 50 * time.Millisecond
	// slowAnswer is what no node needs to answer on a machine that has time for it.
	slowAnswer = 2 * time.Second
)

// await repeats a look until its value matches what the action waits for, and
// returns the last value. A wait that was in vain says something about the program only where the nodes
// had the time to run: it is an error where they were slow to answer.
func (r *run) await(ctx context.Context, a Action, seen Bindings, look func() (term.Term, error)) (term.Term, error) {
	within := a.Within
	if within == 0 {
		within = awaitTime
	}
	limit := time.Now().Add(within)
	var last string
	var slowest time.Duration
	changed := time.Now()
	for {
		start := time.Now()
		value, err := look()
		if err != nil {
			return value, err
		}
		matches, err := r.nodes.Judge(ctx, a.Until+" -> true\n_ -> false", value, seen)
		if err != nil {
			return value, fmt.Errorf("until %s: %w", a.Until, err)
		}
		now := time.Now()
		slowest = max(slowest, now.Sub(start))
		if text := term.Inspect(value, term.Opts{Limit: -1}); text != last {
			last, changed = text, now
		}
		steady := a.Steady > 0 && now.Sub(changed) >= a.Steady
		switch {
		case matches.Is(term.ATrue):
			return value, nil
		case (steady || now.After(limit)) && slowest >= slowAnswer:
			return value, fmt.Errorf("the machine is too busy: a node took %s to answer; try again when it has less to do", slowest.Round(100*time.Millisecond))
		case steady || now.After(limit):
			return value, nil
		}
		select {
		case <-ctx.Done():
			return value, ctx.Err()
		case <-time.After(awaitPause):
		}
	}
}

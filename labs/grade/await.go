package grade

import (
	"context"
	"fmt"
	"time"

	"lab/labs/beats"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/runtime/term"
)

// This file waits for effects that take time, such as a name that spreads through the cluster.

const (
	// awaitTime is the default limit of a wait.
	awaitTime = 10 * time.Second
	// awaitPause is the pause between two evaluations.
	awaitPause = 50 * time.Millisecond
)

// await calls look until its value matches the action's pattern or the time is up. It returns the
// last value in either case. Times are measured in beats (labs/beats), so a busy machine does not
// shorten them.
func (r *run) await(ctx context.Context, a script.Action, seen cluster.Bindings, look func() (term.Term, error)) (term.Term, error) {
	within := a.Within
	if within == 0 {
		within = awaitTime
	}
	limit := beats.New(within)
	steady := beats.New(a.Steady)
	var last string
	for {
		value, err := look()
		if err != nil {
			return value, err
		}
		matches, err := r.nodes.Judge(ctx, a.Until+" -> true\n_ -> false", value, seen)
		if err != nil {
			return value, fmt.Errorf("until %s: %w", a.Until, err)
		}
		if text := term.Inspect(value, term.Opts{Limit: -1}); text != last {
			last, steady = text, beats.New(a.Steady)
		}
		rests := steady.Over() && a.Steady > 0
		if matches.Is(term.ATrue) || limit.Over() || rests {
			return value, nil
		}
		select {
		case <-ctx.Done():
			return value, ctx.Err()
		case <-time.After(awaitPause):
		}
	}
}

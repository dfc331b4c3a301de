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

// This file waits, while grading, for what takes its time: a name that spreads, a
// process that starts elsewhere.

const (
	// awaitTime bounds a wait that says nothing else.
	awaitTime = 10 * time.Second
	// awaitPause lies between two looks.
	awaitPause = 50 * time.Millisecond
)

// await repeats a look until its value matches what the action waits for, and
// returns the last value, whether it does or not. Times are counted in beats (labs/beats): a machine that
// is busy with other things takes nothing from them.
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

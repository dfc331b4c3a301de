package live

import (
	"context"
	"sync"

	"lab/repl/workbook"
)

// outbox holds messages until somebody takes them, so that no method of a driver
// waits for the screen.
type outbox struct {
	mu    sync.Mutex
	queue []any
	some  chan struct{}
}

func newOutbox() *outbox { return &outbox{some: make(chan struct{}, 1)} }

func (o *outbox) put(msg any) {
	o.mu.Lock()
	if !o.joined(msg) {
		o.queue = append(o.queue, msg)
	}
	o.mu.Unlock()
	select {
	case o.some <- struct{}{}:
	default:
	}
}

// longestOutput is how much output one message brings: a screen draws once for each.
const longestOutput = 8 << 10

// joined puts output behind that of the same node which still waits: a program that prints much
// does not keep the screen from what comes next, such as that it was interrupted. It holds o.mu.
func (o *outbox) joined(msg any) bool {
	more, ok := msg.(workbook.Output)
	if !ok || len(o.queue) == 0 {
		return false
	}
	last, ok := o.queue[len(o.queue)-1].(workbook.Output)
	if !ok || last.Node != more.Node || len(last.Text) > longestOutput {
		return false
	}
	last.Text += more.Text
	o.queue[len(o.queue)-1] = last
	return true
}

func (o *outbox) take() []any {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := o.queue
	o.queue = nil
	return all
}

// deliver gives messages to send until ctx ends.
func (o *outbox) deliver(ctx context.Context, send func(msg any)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.some:
		}
		for _, msg := range o.take() {
			send(msg)
		}
	}
}

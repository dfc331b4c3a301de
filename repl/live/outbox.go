package live

import (
	"context"
	"sync"

	"lab/repl/workbook"
)

// An outbox queues messages until they are delivered, so that no method of a driver waits for the
// screen.
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

// longestOutput is the size in bytes up to which output is joined into one message. The screen
// draws once for each message.
const longestOutput = 8 << 10

// joined appends output to the last queued message if that message is output of the same node. If
// each output were a message of its own, a node that prints a lot would delay later messages, such
// as the reply to an interrupt. The caller holds o.mu.
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

// deliver passes messages to send until ctx ends.
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

package live

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"lab/repl/workbook"
)

// An outbox queues messages until they are delivered, so that no method of a driver waits for the
// screen.
type outbox struct {
	mu    sync.Mutex
	queue []any // messages; output is a *pile until it is taken
	some  chan struct{}
}

// A pile is pending output of a node.
type pile struct {
	node string
	text strings.Builder
}

func newOutbox() *outbox { return &outbox{some: make(chan struct{}, 1)} }

func (o *outbox) put(msg any) {
	o.mu.Lock()
	if out, ok := msg.(workbook.Output); ok {
		o.join(out)
	} else {
		o.queue = append(o.queue, msg)
	}
	o.mu.Unlock()
	select {
	case o.some <- struct{}{}:
	default:
	}
}

// longestOutput is the size in bytes up to which output is joined into one message. A node that
// prints without end prints less within one frame, so the screen draws this output once.
const longestOutput = 64 << 10

// join appends output to the last queued message if that message is output of the same node and is
// not too long. Otherwise it queues a new message. If each output were a message of its own, a node
// that prints a lot would delay later messages, such as the reply to an interrupt. The caller holds
// o.mu.
func (o *outbox) join(out workbook.Output) {
	var last *pile
	if n := len(o.queue); n > 0 {
		last, _ = o.queue[n-1].(*pile)
	}
	if last == nil || last.node != out.Node || last.text.Len() > longestOutput {
		last = &pile{node: out.Node}
		o.queue = append(o.queue, last)
	}
	last.text.WriteString(out.Text)
}

func (o *outbox) take() []any {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := o.queue
	o.queue = nil
	for i, msg := range all {
		if p, ok := msg.(*pile); ok {
			all[i] = workbook.Output{Node: p.node, Text: p.text.String()}
		}
	}
	return all
}

// frame is the time between two deliveries of output. More drawings than about 30 a second are not
// visible, and each takes the time of about a hundred printed lines.
const frame = time.Second / 30

// deliver passes messages to send until ctx ends. After output it waits for a frame, so that the
// output of a busy node is joined and drawn once.
func (o *outbox) deliver(ctx context.Context, send func(msg any)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.some:
		}
		all := o.take()
		for _, msg := range all {
			send(msg)
		}
		if !slices.ContainsFunc(all, isOutput) {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(frame):
		}
	}
}

func isOutput(msg any) bool {
	_, ok := msg.(workbook.Output)
	return ok
}

package live

import (
	"context"
	"sync"
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
	o.queue = append(o.queue, msg)
	o.mu.Unlock()
	select {
	case o.some <- struct{}{}:
	default:
	}
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

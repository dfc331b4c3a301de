package heard

import (
	"context"
	"os"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/messages"
)

// TestNodesThatEndAreToldLater cuts and heals a link while one of its nodes ends. The fault must
// not fail. The node must learn about the fault when it is started again.
func TestNodesThatEndAreToldLater(t *testing.T) {
	l := &listener{t: t, start: time.Now(), log: messages.New(), began: make(chan string, 16)}
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 4*deadline)
	defer cancel()
	s, err := cluster.Start(ctx, cluster.Config{Project: dir, Dir: dir, Command: []string{os.Args[0], "node"}, Observer: l,
		Nodes: []catalogue.NodeSpec{{Name: "node1"}, {Name: "node2"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	var all errgroup.Group
	over := make(chan struct{})
	all.Go(func() error {
		defer close(over)
		for range 3 {
			if err := s.Strike(ctx, catalogue.Fault{Kind: catalogue.Restart, Nodes: []string{"node2"}}); err != nil {
				return err
			}
		}
		return nil
	})
	all.Go(func() error {
		for {
			for _, kind := range []catalogue.FaultKind{catalogue.Cut, catalogue.Heal} {
				if err := s.Strike(ctx, catalogue.Fault{Kind: kind, Nodes: []string{"node1"}, Peers: []string{"node2"}}); err != nil {
					return err
				}
			}
			select {
			case <-over:
				return nil
			default:
			}
		}
	})
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
}

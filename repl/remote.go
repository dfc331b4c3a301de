package repl

import (
	"fmt"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the remote shell. A remote shell is a prompt that runs on another node and
// uses the group leader of this node.

// A ContactError reports that a node cannot be reached.
type ContactError struct{ Node string }

func (e *ContactError) Error() string {
	return fmt.Sprintf("Could not contact remote node %s, reason: :nodedown. Aborting...",
		term.Inspect(term.Sym(e.Node), term.Opts{}))
}

// A LostError reports that the node of a remote prompt has gone down.
type LostError struct{ Node string }

func (e *LostError) Error() string {
	return fmt.Sprintf("%s has ended, or cannot be reached any more, and its prompt has ended with it", e.Node)
}

var aNoConnection = term.Intern("noconnection")

// Remote runs the prompt of another node until it ends. If the node goes down, Remote returns a
// LostError.
func (s *Shell) Remote(node string, opts ...term.Term) error {
	name := term.Sym(node)
	if ok, err := s.Run("net_kernel", "connect_node", name); err != nil || !ok.Is(term.ATrue) {
		return &ContactError{node}
	}
	args := term.List(term.List(opts...))
	pid, err := s.Run("erlang", "spawn", name, vm.ModuleAtom("IEx").Term(), term.Sym("start"), args)
	if err != nil {
		return err
	}
	s.server.Store(&pid)
	if reason := <-s.watch(pid); reason.Is(aNoConnection) {
		return &LostError{node}
	}
	return nil
}

// watch returns a channel that receives the exit reason of a process.
func (s *Shell) watch(pid term.Term) <-chan term.Term {
	ended := make(chan term.Term, 1)
	s.actor.Do(func() {
		s.watched = pid
		s.ended = ended
		_, _ = s.actor.Process().Monitor(pid, vm.MonitorOpts{})
	})
	return ended
}

// down handles the end of a monitored process.
func (s *Shell) down(pid, reason term.Term) {
	s.leader.Ended(pid)
	if s.ended != nil && term.Equal(pid, s.watched) {
		s.ended <- reason
		s.ended = nil
	}
}

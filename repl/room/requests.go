package room

import (
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	rules "lab/labs/room"
)

// This file filters the requests of an SSH connection. It refuses all commands but one, subsystems
// such as sftp, port and agent forwarding, and X11.

// shownKey is the context key that marks a connection with an open session.
type shownKey struct{}

// oneScreen opens the one session that a connection may have.
func oneScreen(srv *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	ctx.Lock()
	again := ctx.Value(shownKey{}) != nil
	ctx.SetValue(shownKey{}, true)
	ctx.Unlock()
	if again {
		_ = asked.Reject(gossh.ResourceShortage, "this connection has a screen already")
		return
	}
	ssh.DefaultSessionHandler(srv, conn, sifted{asked}, ctx)
}

// sifted is a session channel that filters its requests.
type sifted struct{ gossh.NewChannel }

// Accept implements gossh.NewChannel.
func (s sifted) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, all, err := s.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	some := make(chan *gossh.Request)
	go func() {
		defer close(some)
		var sieve sieve
		for req := range all {
			if sieve.passes(req) {
				some <- req
			} else {
				_ = req.Reply(false, nil)
			}
		}
	}()
	return ch, some, nil
}

// most is the maximum size of a request in bytes, and variables the maximum number of environment
// variables.
const (
	most      = 4096
	variables = 8
)

// A sieve passes only the requests that a screen needs.
type sieve struct{ env int }

func (s *sieve) passes(req *gossh.Request) bool {
	if len(req.Payload) > most {
		return false
	}
	switch req.Type {
	case "pty-req", "window-change", "shell":
		return true
	case "exec":
		var command struct{ Text string }
		return gossh.Unmarshal(req.Payload, &command) == nil && command.Text == rules.JoinCommand
	case "env":
		var kv struct{ Name, Value string }
		if gossh.Unmarshal(req.Payload, &kv) != nil || !ofScreens(kv.Name) {
			return false
		}
		s.env++
		return s.env <= variables
	}
	return false
}

// ofScreens reports whether an environment variable describes the student's terminal.
func ofScreens(name string) bool {
	switch name {
	case "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "LANG":
		return true
	}
	return strings.HasPrefix(name, "LC_")
}

package room

import (
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	rules "lab/labs/room"
)

// This file filters the requests of an SSH connection. The only command that it accepts is the
// command to join. It refuses subsystems such as sftp, port and agent forwarding, and X11.

// shownKey is the context key that marks a connection with an open session.
type shownKey struct{}

// oneScreen opens a session. A connection may have only one session.
func oneScreen(srv *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	ctx.Lock()
	again := ctx.Value(shownKey{}) != nil
	ctx.SetValue(shownKey{}, true)
	ctx.Unlock()
	if again {
		_ = asked.Reject(gossh.ResourceShortage, "this connection has a screen already")
		return
	}
	ssh.DefaultSessionHandler(srv, conn, filteredChannel{asked}, ctx)
}

// A filteredChannel is a session channel that passes only allowed requests to the server.
type filteredChannel struct{ gossh.NewChannel }

// Accept implements gossh.NewChannel.
func (s filteredChannel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, all, err := s.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	some := make(chan *gossh.Request)
	go func() {
		defer close(some)
		var filter requestFilter
		for req := range all {
			if filter.passes(req) {
				some <- req
			} else {
				_ = req.Reply(false, nil)
			}
		}
	}()
	return ch, some, nil
}

// maxRequest is the maximum size of a request in bytes. maxVariables is the maximum number of
// environment variables in a session.
const (
	maxRequest   = 4096
	maxVariables = 8
)

// A requestFilter decides which requests of a session are allowed: only those that a screen needs.
type requestFilter struct{ env int }

func (s *requestFilter) passes(req *gossh.Request) bool {
	if len(req.Payload) > maxRequest {
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
		return s.env <= maxVariables
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

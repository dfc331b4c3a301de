package room

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	rules "lab/labs/room"
	"lab/repl/paint"
)

// This file is the SSH server. It authenticates clients and limits what a connection may open: a
// screen, but no shell, file transfer or forwarding.

const (
	// strangers is the maximum number of connections that have not authenticated yet.
	strangers = 64
	// proofTime is the time limit for authentication, and then again for opening a session.
	proofTime = 20 * time.Second
)

// The context keys of a connection.
type (
	refusalKey struct{} // the reason for a refusal, an error
	timerKey   struct{} // the connection's *sessionTimer
)

// newServer returns the room's SSH server. It uses the host key in the room's folder.
func (r *Room) newServer() (*ssh.Server, error) {
	s, err := wish.NewServer(
		wish.WithHostKeyPath(r.hostKey()),
		wish.WithPublicKeyAuth(r.admit),
		wish.WithKeyboardInteractiveAuth(explain),
		ssh.WrapConn(r.knock),
	)
	if err != nil {
		return nil, fmt.Errorf("the room's server: %w", err)
	}
	s.Version, s.Handler = "lab", r.welcome
	s.HandshakeTimeout = proofTime
	s.ServerConfigCallback = r.config
	s.ChannelHandlers = map[string]ssh.ChannelHandler{"session": oneScreen}
	s.RequestHandlers = map[string]ssh.RequestHandler{}
	s.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
	return s, nil
}

// Serve accepts connections until Close.
func (r *Room) Serve(l net.Listener) error {
	if err := r.server.Serve(l); !errors.Is(err, ssh.ErrServerClosed) {
		return fmt.Errorf("the room's server: %w", err)
	}
	return nil
}

// knock counts a new connection among those that have not authenticated yet.
func (r *Room) knock(ctx ssh.Context, c net.Conn) net.Conn {
	r.porch.Enter(c)
	ctx.SetValue(timerKey{}, &sessionTimer{conn: c})
	return porchConn{c, r.porch.Leave}
}

// A porchConn is a connection that is removed from the porch when it closes.
type porchConn struct {
	net.Conn
	leave func(net.Conn) bool
}

func (d porchConn) Close() error {
	d.leave(d.Conn)
	return d.Conn.Close()
}

// config returns the configuration of a connection. It lets anyone watch the projection without a
// key.
func (r *Room) config(ctx ssh.Context) *gossh.ServerConfig {
	c := &gossh.ServerConfig{NoClientAuth: true}
	c.NoClientAuthCallback = func(meta gossh.ConnMetadata) (*gossh.Permissions, error) {
		if !rules.Watches(meta.User()) {
			return nil, errors.New("a key is needed")
		}
		leave, err := r.audience.enter(meta.RemoteAddr())
		if err != nil {
			ctx.SetValue(refusalKey{}, err)
			return nil, err
		}
		context.AfterFunc(ctx, leave)
		return nil, nil
	}
	c.AuthLogCallback = func(_ gossh.ConnMetadata, _ string, err error) {
		if d, ok := ctx.Value(timerKey{}).(*sessionTimer); ok && err == nil {
			r.porch.Leave(d.conn)
			d.wait()
		}
	}
	return c
}

// admit reports whether a key may use the user name of the connection.
func (r *Room) admit(ctx ssh.Context, key ssh.PublicKey) bool {
	if rules.Watches(ctx.User()) {
		return false // viewers need no key
	}
	name, err := rules.Name(ctx.User())
	if err == nil {
		err = r.register.Admit(name, rules.KeyText(key))
	}
	if err != nil {
		ctx.SetValue(refusalKey{}, err)
	}
	return err == nil
}

// noKey is the text shown to a client without a key.
const noKey = "This room identifies you by an SSH key, and your client sent none. Create one with: ssh-keygen -t ed25519\n" +
	"Press enter at each of its questions, then connect again."

// explain tells a refused client the reason, once per connection. It never grants access.
func explain(ctx ssh.Context, ask gossh.KeyboardInteractiveChallenge) bool {
	text := noKey
	switch why := ctx.Value(refusalKey{}).(type) {
	case error:
		text = why.Error()
	case bool:
		return false // the client has already been told
	default:
		if _, err := rules.Name(ctx.User()); err != nil {
			text = err.Error()
		}
	}
	ctx.SetValue(refusalKey{}, true)
	const width = 78 // the client does not say how wide its terminal is
	_, _ = ask("lab room", strings.ReplaceAll(paint.Wrap(text, width), "\n", "\r\n"), nil, nil)
	return false
}

// A sessionTimer closes an authenticated connection that does not open a session in time.
type sessionTimer struct {
	conn  net.Conn
	timer *time.Timer
}

// wait starts the time limit. The method open stops it.
func (d *sessionTimer) wait() {
	d.timer = time.AfterFunc(proofTime, func() { _ = d.conn.Close() })
}

func (d *sessionTimer) open() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

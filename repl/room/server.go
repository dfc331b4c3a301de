package room

import (
	"errors"
	"fmt"
	"net"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	rules "lab/labs/room"
)

// This file is the SSH server: who gets in, and what a connection may ask for. It has one thing
// to offer, a screen; there is no shell, no command, no file and no way on from here.

const (
	// strangers is how many connections may be on their way in.
	strangers = 64
	// proofTime is how long a connection may take to show whose it is, and then to ask for its
	// screen.
	proofTime = 20 * time.Second
)

// keys of what a connection carries with it.
type (
	refusalKey struct{} // why it was refused: an error
	doorKey    struct{} // *door
)

// newServer returns the server of a room, with the host key of its folder.
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

// Serve lets students in until Close.
func (r *Room) Serve(l net.Listener) error {
	if err := r.server.Serve(l); !errors.Is(err, ssh.ErrServerClosed) {
		return fmt.Errorf("the room's server: %w", err)
	}
	return nil
}

// knock gives a connection a place among those that have proved nothing yet.
func (r *Room) knock(ctx ssh.Context, c net.Conn) net.Conn {
	r.porch.Enter(c)
	ctx.SetValue(doorKey{}, &door{conn: c})
	return doorbell{c, r.porch.Leave}
}

// A doorbell is a connection that leaves the porch when it is closed.
type doorbell struct {
	net.Conn
	leave func(net.Conn) bool
}

func (d doorbell) Close() error {
	d.leave(d.Conn)
	return d.Conn.Close()
}

// config lets everybody watch the projection, who needs no key for that.
func (r *Room) config(ctx ssh.Context) *gossh.ServerConfig {
	c := &gossh.ServerConfig{NoClientAuth: true}
	c.NoClientAuthCallback = func(meta gossh.ConnMetadata) (*gossh.Permissions, error) {
		if rules.Watches(meta.User()) {
			return nil, nil
		}
		return nil, errors.New("a key is needed")
	}
	c.AuthLogCallback = func(_ gossh.ConnMetadata, _ string, err error) {
		if d, ok := ctx.Value(doorKey{}).(*door); ok && err == nil {
			r.porch.Leave(d.conn)
			d.wait()
		}
	}
	return c
}

// admit says whether a key may come under the name of the connection.
func (r *Room) admit(ctx ssh.Context, key ssh.PublicKey) bool {
	name, err := rules.Name(ctx.User())
	if err == nil {
		err = r.register.Admit(name, rules.KeyText(key))
	}
	if err != nil {
		ctx.SetValue(refusalKey{}, err)
	}
	return err == nil
}

// noKey is said to who comes without a key.
const noKey = "This room knows you by an SSH key, and yours sent none. Make one with: ssh-keygen -t ed25519\r\n" +
	"Press enter at each of its questions, and come again."

// explain tells who is refused why, once. Nobody gets in by it.
func explain(ctx ssh.Context, ask gossh.KeyboardInteractiveChallenge) bool {
	text := noKey
	switch why := ctx.Value(refusalKey{}).(type) {
	case error:
		text = why.Error()
	case bool:
		return false // it was told
	default:
		if _, err := rules.Name(ctx.User()); err != nil {
			text = err.Error()
		}
	}
	ctx.SetValue(refusalKey{}, true)
	_, _ = ask("lab room", text, nil, nil)
	return false
}

// A door is a connection that has shown whose it is, and has moments to ask for its screen.
type door struct {
	conn  net.Conn
	timer *time.Timer
}

// wait closes the connection unless it is opened in time.
func (d *door) wait() {
	d.timer = time.AfterFunc(proofTime, func() { _ = d.conn.Close() })
}

func (d *door) open() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

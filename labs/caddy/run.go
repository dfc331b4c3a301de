package caddy

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"lab/labs/ports"
)

// A Runner runs one Caddy program.
type Runner struct {
	// Program is what Find found.
	Program string
	// Guard is the command that runs this program's Guard.
	Guard []string
	// Stderr receives what Caddy has to say.
	Stderr io.Writer
	Options
}

// A ReportedError is a failure that Caddy has told of itself.
type ReportedError struct{ Code int }

func (e *ReportedError) Error() string { return fmt.Sprintf("caddy ended with status %d", e.Code) }

// environment keeps Caddy out of the user's home: it writes there even where the
// configuration names another place.
func (r *Runner) environment() []string {
	return append(os.Environ(), "XDG_DATA_HOME="+r.Data, "XDG_CONFIG_HOME="+r.Data)
}

// Root returns the file of the certificate that signs all others.
func (r *Runner) Root() string {
	return filepath.Join(r.Data, "pki", "authorities", "local", "root.crt")
}

// Do runs one of Caddy's own commands to its end.
func (r *Runner) Do(ctx context.Context, stdout io.Writer, args ...string) error {
	if err := os.MkdirAll(r.Data, 0o755); err != nil {
		return fmt.Errorf("a folder for Caddy: %w", err)
	}
	cmd := exec.CommandContext(ctx, r.Program, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = r.environment(), os.Stdin, stdout, r.Stderr
	return reported(cmd.Run())
}

func reported(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &ReportedError{exit.ExitCode()}
	}
	return err
}

// FileArgs name a configuration to Caddy's commands.
func FileArgs(file string) []string {
	if filepath.Ext(file) == ".json" {
		return []string{"--config", file}
	}
	return []string{"--config", file, "--adapter", "caddyfile"}
}

// A Proxy is a running Caddy.
type Proxy struct {
	Listeners []Listener
	cmd       *exec.Cmd
	stdin     io.Closer
	gone      chan struct{}
	once      sync.Once
	err       error
}

// Start runs Caddy with a configuration file. It returns once Caddy listens. A
// wrong file is told of as Caddy tells of it; a port that is taken is a
// *ports.TakenError.
func (r *Runner) Start(ctx context.Context, file string) (*Proxy, error) {
	config, err := r.adapted(ctx, file)
	if err != nil {
		return nil, err
	}
	config, listeners, err := Confine(config, r.Options)
	if err != nil {
		return nil, err
	}
	for _, l := range listeners {
		if err := ports.Free(l.Host, l.Port); err != nil {
			return nil, err
		}
	}
	confined := filepath.Join(r.Data, "caddy.json")
	if err := os.WriteFile(confined, config, 0o600); err != nil {
		return nil, fmt.Errorf("a folder for Caddy: %w", err)
	}
	p := &Proxy{Listeners: listeners, gone: make(chan struct{})}
	args := append(append([]string{}, r.Guard...), r.Program, "run", "--config", confined)
	p.cmd = exec.Command(args[0], args[1:]...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = r.environment(), r.Stderr, r.Stderr
	p.cmd.WaitDelay = time.Second
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting Caddy: %w", err)
	}
	go func() {
		p.err = reported(p.cmd.Wait())
		close(p.gone)
	}()
	return p, p.await(ctx)
}

// adapted returns the configuration in a file as Caddy's JSON.
func (r *Runner) adapted(ctx context.Context, file string) ([]byte, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	if filepath.Ext(file) == ".json" {
		return os.ReadFile(file)
	}
	var out bytes.Buffer
	err := r.Do(ctx, &out, append([]string{"adapt"}, FileArgs(file)...)...)
	return out.Bytes(), err
}

// await waits until all listeners answer, with a certificate where they have one.
func (p *Proxy) await(ctx context.Context) error {
	for _, l := range p.Listeners {
		for !l.answers(ctx) {
			select {
			case <-p.gone:
				if p.err == nil {
					return errors.New("caddy ended at once")
				}
				return p.err
			case <-ctx.Done():
				return errors.Join(ctx.Err(), p.Stop())
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	return nil
}

// answers reports whether a listener can be talked to. A site's certificate is
// made after its port is opened; until then handshakes fail.
func (l Listener) answers(ctx context.Context) bool {
	d := tls.Dialer{Config: &tls.Config{ServerName: cmp.Or(l.Name, "localhost"), InsecureSkipVerify: true}} // nothing is sent
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(l.Host, strconv.Itoa(l.Port)))
	var plain tls.RecordHeaderError
	if err == nil {
		c.Close()
	}
	return err == nil || errors.As(err, &plain) // plain HTTP, or Caddy's own interface
}

// Wait waits for the end of Caddy.
func (p *Proxy) Wait() error {
	<-p.gone
	return p.err
}

// Stop ends Caddy in order.
func (p *Proxy) Stop() error {
	p.once.Do(func() { p.stdin.Close() })
	<-p.gone
	return nil
}

// URL is where the first site is found.
func (p *Proxy) URL() string {
	if len(p.Listeners) == 0 {
		return ""
	}
	return "https://localhost:" + strconv.Itoa(p.Listeners[0].Port)
}

// Trust has Caddy put its root certificate into the trust stores of this machine,
// which may ask for a password.
func (r *Runner) Trust(ctx context.Context) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	// Caddy's trust command asks a running Caddy for the certificate.
	own := *r
	own.Admin = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	own.Stderr = io.Discard
	if err := os.MkdirAll(r.Data, 0o755); err != nil {
		return fmt.Errorf("a folder for Caddy: %w", err)
	}
	file := filepath.Join(r.Data, "trust.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		return fmt.Errorf("a folder for Caddy: %w", err)
	}
	p, err := own.Start(ctx, file)
	if err != nil {
		return err
	}
	defer p.Stop()
	p.Listeners = []Listener{{Host: "127.0.0.1", Port: port}}
	if err := p.await(ctx); err != nil {
		return err
	}
	return r.Do(ctx, r.Stderr, "trust", "--address", own.Admin)
}

// Untrust takes the root certificate out again.
func (r *Runner) Untrust(ctx context.Context) error {
	if !isFile(r.Root()) {
		return fmt.Errorf("no certificate was made in %s", strings.TrimSuffix(r.Data, string(filepath.Separator)))
	}
	return r.Do(ctx, r.Stderr, "untrust", "--cert", r.Root())
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}

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

// A Runner runs a Caddy program.
type Runner struct {
	// Program is the path returned by Find.
	Program string
	// Guard is the command that runs Guard in this program.
	Guard []string
	// Stderr receives Caddy's log.
	Stderr io.Writer
	Options
}

// A ReportedError is a failure whose message Caddy has already printed.
type ReportedError struct{ Code int }

func (e *ReportedError) Error() string { return fmt.Sprintf("caddy ended with status %d", e.Code) }

// passed are the environment variables that Caddy needs. Caddy does not get other variables,
// because configurations and templates could reveal them.
var passed = []string{"SYSTEMROOT", "TMPDIR", "TMP", "TEMP", "LANG", "NO_COLOR"}

// environment returns Caddy's environment. It names the data folder as the home folder, because
// Caddy writes files there regardless of the configuration.
func (r *Runner) environment() []string {
	env := []string{"HOME=" + r.Data, "APPDATA=" + r.Data, "XDG_DATA_HOME=" + r.Data, "XDG_CONFIG_HOME=" + r.Data}
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// Certificate returns the path of the root certificate.
func (r *Runner) Certificate() string {
	return filepath.Join(r.Data, "pki", "authorities", "local", "root.crt")
}

// do runs one of Caddy's subcommands to its end.
func (r *Runner) do(ctx context.Context, env []string, stdout io.Writer, args ...string) error {
	if err := os.MkdirAll(r.Data, 0o755); err != nil {
		return fmt.Errorf("preparing the folder for Caddy: %w", err)
	}
	cmd := exec.CommandContext(ctx, r.Program, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, stdout, r.Stderr
	return reported(cmd.Run())
}

func reported(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &ReportedError{exit.ExitCode()}
	}
	return err
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

// A Plan is a confined configuration, ready to run.
type Plan struct {
	Facts
	Listeners []Listener
	file      string
}

// Plan reads and confines a configuration file. It returns a *ReportedError for an invalid file,
// and a *Refusal for a file that is not allowed.
func (r *Runner) Plan(ctx context.Context, file string) (*Plan, error) {
	config, err := r.Adapt(ctx, file)
	if err != nil {
		return nil, err
	}
	p := &Plan{Facts: FactsOf(config, r.Site), file: filepath.Join(r.Data, "caddy.json")}
	if r.Stand != nil {
		config = []byte(r.Stand(string(config)))
	}
	o := r.Options
	if o.Root, err = filepath.Abs(filepath.Dir(file)); err != nil {
		return nil, fmt.Errorf("the folder of %s: %w", file, err)
	}
	config, p.Listeners, err = Confine(config, o)
	var refused *Refusal
	if errors.As(err, &refused) {
		text, _ := os.ReadFile(file) // without the text, the error has no line
		refused.locate(filepath.Base(file), string(text))
	}
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(r.Data, 0o755); err != nil {
		return nil, fmt.Errorf("preparing the folder for Caddy: %w", err)
	}
	if err := os.WriteFile(p.file, config, 0o600); err != nil {
		return nil, fmt.Errorf("preparing the folder for Caddy: %w", err)
	}
	return p, nil
}

// Start runs Caddy with a configuration file.
func (r *Runner) Start(ctx context.Context, file string) (*Proxy, error) {
	plan, err := r.Plan(ctx, file)
	if err != nil {
		return nil, err
	}
	return r.Run(ctx, plan, filepath.Dir(file))
}

// Run runs Caddy with a plan in the folder dir. It returns once Caddy listens. If a port is taken,
// it returns a *ports.TakenError.
func (r *Runner) Run(ctx context.Context, plan *Plan, dir string) (*Proxy, error) {
	for _, l := range plan.Listeners {
		if err := ports.Free(l.Host, l.Port); err != nil {
			return nil, err
		}
	}
	file, err := filepath.Abs(plan.file)
	if err != nil {
		return nil, fmt.Errorf("preparing the folder for Caddy: %w", err)
	}
	p := &Proxy{Listeners: plan.Listeners, gone: make(chan struct{})}
	program := r.Program
	if strings.ContainsRune(program, filepath.Separator) {
		if program, err = filepath.Abs(program); err != nil {
			return nil, fmt.Errorf("the program %s: %w", r.Program, err)
		}
	}
	args := append(append([]string{}, r.Guard...), program, "run", "--config", file)
	p.cmd = exec.Command(args[0], args[1:]...)
	p.cmd.Dir = dir // Caddy resolves relative paths in this folder
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

// adaptTime is the timeout for converting a configuration to JSON.
const adaptTime = 30 * time.Second

// Adapt returns the configuration in a file as Caddy's JSON.
func (r *Runner) Adapt(ctx context.Context, file string, more ...string) ([]byte, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	if filepath.Ext(file) == ".json" {
		return os.ReadFile(file)
	}
	if err := imports(file); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, adaptTime)
	defer cancel()
	var out bytes.Buffer
	err := r.do(ctx, r.environment(), &out, append([]string{"adapt", "--config", file, "--adapter", "caddyfile"}, more...)...)
	return out.Bytes(), err
}

// Validate makes Caddy validate the confined configuration of a file.
func (r *Runner) Validate(ctx context.Context, stdout io.Writer, file string) error {
	plan, err := r.Plan(ctx, file)
	if err != nil {
		return err
	}
	return r.do(ctx, r.environment(), stdout, "validate", "--config", plan.file)
}

// Version writes the version of Caddy to stdout.
func (r *Runner) Version(ctx context.Context, stdout io.Writer) error {
	return r.do(ctx, r.environment(), stdout, "version")
}

// settleTime is the longest wait for sites to answer. A site with a name that this machine cannot
// request never answers.
const settleTime = 15 * time.Second

// await waits until all listeners answer, including their TLS handshake.
func (p *Proxy) await(ctx context.Context) error {
	late := time.After(settleTime)
	for _, l := range p.Listeners {
		for !l.answers(ctx) {
			select {
			case <-p.gone:
				if p.err == nil {
					return errors.New("caddy ended at once")
				}
				return p.err
			case <-late:
				return nil
			case <-ctx.Done():
				return errors.Join(ctx.Err(), p.Stop())
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	return nil
}

// answers reports whether a listener accepts connections. A site's certificate is created after
// its port is opened, and handshakes fail until then.
func (l Listener) answers(ctx context.Context) bool {
	d := tls.Dialer{Config: &tls.Config{ServerName: cmp.Or(l.Name, "localhost"), InsecureSkipVerify: true}} // safe: no data is sent
	ctx, cancel := context.WithTimeout(ctx, settleTime/3)
	defer cancel()
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(l.Host, strconv.Itoa(l.Port)))
	var plain tls.RecordHeaderError
	if err == nil {
		c.Close()
	}
	return err == nil || errors.As(err, &plain) // not TLS: plain HTTP, or the admin interface
}

// Wait waits until Caddy has ended.
func (p *Proxy) Wait() error {
	<-p.gone
	return p.err
}

// Stop ends Caddy in an orderly way.
func (p *Proxy) Stop() error {
	p.once.Do(func() { p.stdin.Close() })
	<-p.gone
	return nil
}

// URL returns the address of the first site.
func (p *Proxy) URL() string {
	if len(p.Listeners) == 0 {
		return ""
	}
	return "https://localhost:" + strconv.Itoa(p.Listeners[0].Port)
}

// Trust makes Caddy install its root certificate in the trust stores of this machine. The system
// may ask for a password.
func (r *Runner) Trust(ctx context.Context) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	// Caddy's trust command reads the certificate from a running Caddy.
	own := *r
	own.Admin = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	own.Stderr = io.Discard
	if err := os.MkdirAll(r.Data, 0o755); err != nil {
		return fmt.Errorf("preparing the folder for Caddy: %w", err)
	}
	file := filepath.Join(r.Data, "trust.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		return fmt.Errorf("preparing the folder for Caddy: %w", err)
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
	// The trust stores are located through the user's environment.
	return r.do(ctx, r.keeping(), r.Stderr, "trust", "--address", own.Admin)
}

// Untrust removes the root certificate from the trust stores.
func (r *Runner) Untrust(ctx context.Context) error {
	if !isFile(r.Certificate()) {
		return fmt.Errorf("there is no certificate in %s: nothing has to be removed", strings.TrimSuffix(r.Data, string(filepath.Separator)))
	}
	return r.do(ctx, r.keeping(), r.Stderr, "untrust", "--cert", r.Certificate())
}

// keeping returns the user's environment with Caddy's own data folder.
func (r *Runner) keeping() []string {
	return append(os.Environ(), "XDG_DATA_HOME="+r.Data, "XDG_CONFIG_HOME="+r.Data)
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}

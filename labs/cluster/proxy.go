package cluster

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"lab/labs/caddy"
	"lab/labs/catalogue"
	"lab/labs/ports"
)

// This file runs Caddy in front of a scenario's nodes.

// proxy holds the running Caddy of a scenario, and the data that outlives a restart of Caddy.
type proxy struct {
	mu      sync.Mutex
	dir     string // Caddy's data folder
	plan    *caddy.Plan
	running *caddy.Proxy
	ended   chan bool // receives whether the running Caddy has ended by itself
	scheme  string
	wrong   string // the message about a rejected configuration
	spare   []int  // ports for sites that nobody visits
	said    lastSaid
}

// mostSpare is the maximum number of addresses in a Caddyfile besides those of the lab.
const mostSpare = 50

// StartProxy starts or restarts Caddy with its current configuration. It returns once Caddy
// answers or has rejected the configuration. A mistake in the configuration is not an error; see
// ProxyWrong.
func (s *Scenario) StartProxy(ctx context.Context) error {
	if err := s.planProxy(ctx); err != nil {
		return err
	}
	return s.runProxy(ctx)
}

// planProxy reads the current configuration.
func (s *Scenario) planProxy(ctx context.Context) error {
	p := &s.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan, p.wrong = nil, ""
	for _, port := range p.spare {
		releasePort(port)
	}
	p.spare = nil
	if err := s.proxyFolder(); err != nil {
		return err
	}
	r, err := s.caddy(ctx)
	if err != nil {
		return err
	}
	file := s.proxyFile()
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		p.wrong = "there is no " + s.cfg.Proxy.Config
		if err != nil {
			p.wrong = fmt.Sprintf("there is no %s: %v", s.cfg.Proxy.Config, errors.Unwrap(err))
		}
		return nil
	}
	p.plan, err = r.Plan(ctx, file)
	return s.proxySaid(ctx, err)
}

// proxySaid stores the error message about a rejected configuration. It returns an error only if
// the cause is something else.
func (s *Scenario) proxySaid(ctx context.Context, err error) error {
	p := &s.proxy
	var told *caddy.ReportedError
	var refused *caddy.Refusal
	var taken *ports.TakenError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
	case errors.As(err, &taken) && s.isOurs(taken.PID):
		p.wrong = fmt.Sprintf("a program on a node of the lab listens on port %d", taken.Port)
		return nil
	case errors.As(err, &told) && strings.Contains(p.said.words(), syscall.ENOSPC.Error()):
		err = syscall.ENOSPC
	case errors.As(err, &told):
		p.wrong = cmp.Or(strings.TrimSpace(strings.ReplaceAll(p.said.words(), s.proxyFile(), s.cfg.Proxy.Config)), err.Error())
		return nil
	case errors.As(err, &refused):
		p.wrong = err.Error()
		if s.cfg.Observer != nil {
			s.cfg.Observer.Output(catalogue.ProxyName, p.wrong+"\n")
		}
		return nil
	}
	return fmt.Errorf("starting Caddy: %w", err)
}

// isOurs reports whether an operating system process is a node of the scenario.
func (s *Scenario) isOurs(pid int) bool {
	return pid != 0 && slices.ContainsFunc(s.States(), func(n NodeState) bool { return n.PID == pid })
}

// runProxy starts or restarts Caddy with the current plan.
func (s *Scenario) runProxy(ctx context.Context) error {
	p := &s.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop()
	if p.plan == nil {
		return nil
	}
	r, err := s.caddy(ctx)
	if err != nil {
		return err
	}
	p.running, err = r.Run(ctx, p.plan, filepath.Dir(s.proxyFile()))
	if err != nil {
		p.running = nil
		return s.proxySaid(ctx, err)
	}
	p.scheme = s.proxyScheme(ctx)
	p.ended = make(chan bool, 1)
	go p.attend(p.running, p.ended)
	return nil
}

// attend waits for the end of Caddy, and reports whether the scenario did not stop it.
func (p *proxy) attend(c *caddy.Proxy, ended chan<- bool) {
	_ = c.Wait() // its log has the reason
	p.mu.Lock()
	defer p.mu.Unlock()
	ended <- p.running == c
}

// ProxyEnded returns a channel that receives one value when the running Caddy has ended: whether it
// ended by itself. The channel is nil if Caddy does not run.
func (s *Scenario) ProxyEnded() <-chan bool {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	if s.proxy.running == nil {
		return nil
	}
	return s.proxy.ended
}

// proxyAgain restarts Caddy. In a check, a rejected configuration is an *EvalError, because the
// cause may be a program that has taken the port.
func (s *Scenario) proxyAgain(ctx context.Context) error {
	if err := s.runProxy(ctx); err != nil {
		return err
	}
	if wrong := s.ProxyWrong(); wrong != "" && s.cfg.Observer == nil {
		return &EvalError{wrong}
	}
	return nil
}

// caddy returns a runner of Caddy with the scenario's options.
func (s *Scenario) caddy(ctx context.Context) (*caddy.Runner, error) {
	p := &s.proxy
	p.said.forget()
	tell := &writer{f: func(text string) {
		p.said.keep(text)
		if s.cfg.Observer != nil {
			s.cfg.Observer.Output(catalogue.ProxyName, text)
		}
	}}
	program, err := caddy.Find(ctx, tell)
	if err != nil {
		return nil, err
	}
	o := caddy.Options{Data: p.dir, Stand: s.withPorts, Site: s.cfg.Proxy.Port, Ports: map[int]int{}, Nodes: map[int]int{}}
	for named, port := range s.ports {
		o.Ports[port] = port
		if named != s.cfg.Proxy.Port {
			o.Nodes[port] = named
		}
	}
	if s.cfg.OwnPorts {
		o.Spare = func() (int, error) {
			if len(p.spare) == mostSpare {
				return 0, &caddy.Refusal{Word: "this number of addresses to listen on", Reason: fmt.Sprintf("at most %d besides those of the lab are allowed", mostSpare)}
			}
			port, err := freePort()
			p.spare = append(p.spare, port)
			return port, err
		}
	}
	return &caddy.Runner{Program: program, Guard: s.cfg.Guard, Stderr: tell, Options: o}, nil
}

// Proxied implements Nodes.
func (s *Scenario) Proxied() caddy.Facts {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	if s.proxy.plan == nil {
		return caddy.Facts{}
	}
	return s.proxy.plan.Facts
}

// proxyFolder selects the folder of Caddy's certificates. It is CaddyDir, whose certificates the
// student's browser may trust, or else a temporary folder.
func (s *Scenario) proxyFolder() error {
	if s.proxy.dir != "" {
		return nil
	}
	if s.cfg.CaddyDir != "" {
		s.proxy.dir = s.cfg.CaddyDir
		return nil
	}
	dir, err := os.MkdirTemp("", "lab-caddy-")
	if err != nil {
		return fmt.Errorf("making a folder for Caddy: %w", err)
	}
	s.proxy.dir = dir
	return nil
}

// proxyFile returns the path of Caddy's configuration.
func (s *Scenario) proxyFile() string {
	return filepath.Join(s.cfg.Project, filepath.FromSlash(s.cfg.Proxy.Config))
}

// proxyScheme determines whether Caddy speaks TLS on its port.
func (s *Scenario) proxyScheme(ctx context.Context) string {
	d := tls.Dialer{Config: &tls.Config{ServerName: host, InsecureSkipVerify: true}} // safe: no data is sent
	c, err := d.DialContext(ctx, "tcp", s.proxyHost())
	if err != nil {
		return "http"
	}
	c.Close()
	return "https"
}

func (s *Scenario) proxyHost() string {
	return net.JoinHostPort(host, strconv.Itoa(s.ports[s.cfg.Proxy.Port]))
}

func (p *proxy) stop() {
	if p.running != nil {
		_ = p.running.Stop()
		p.running = nil
	}
}

// closeProxy ends Caddy and removes its temporary folder.
func (s *Scenario) closeProxy() {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	s.proxy.stop()
	for _, port := range s.proxy.spare {
		releasePort(port)
	}
	if s.cfg.CaddyDir == "" && s.proxy.dir != "" {
		os.RemoveAll(s.proxy.dir)
	}
}

// ProxyWrong returns the error message about a rejected configuration, or "" if it was accepted.
func (s *Scenario) ProxyWrong() string {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	return s.proxy.wrong
}

func (s *Scenario) proxyAddress() string {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	return cmp.Or(s.proxy.scheme, "https") + "://" + s.proxyHost()
}

// Trusted implements Nodes. It trusts the certificates of the scenario's Caddy and those of the
// system.
func (s *Scenario) Trusted() *tls.Config {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	r := caddy.Runner{Options: caddy.Options{Data: s.proxy.dir}}
	if text, err := os.ReadFile(r.Certificate()); err == nil {
		roots.AppendCertsFromPEM(text)
	}
	return &tls.Config{RootCAs: roots}
}

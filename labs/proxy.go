package labs

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
	"strconv"
	"strings"
	"sync"

	"lab/labs/caddy"
)

// This file runs Caddy in front of the nodes of a scenario.

// ProxyName is what Caddy is called beside the nodes.
const ProxyName = "caddy"

// proxy is the Caddy of a scenario, over all its lives.
type proxy struct {
	mu      sync.Mutex
	dir     string // what it keeps, its certificates among it
	running *caddy.Proxy
	scheme  string
	wrong   string // what it said of a file that it did not take
}

// StartProxy gives Caddy a life with the file as it is now, in place of the life
// that it has, and returns once it answers or has said why it will not. What is
// wrong with the file is no error: ProxyWrong tells.
func (s *Scenario) StartProxy(ctx context.Context) error {
	p := &s.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop()
	if err := s.proxyFolder(); err != nil {
		return err
	}
	var said lastSaid
	tell := &writer{f: func(text string) {
		said.keep(text)
		if s.cfg.Observer != nil {
			s.cfg.Observer.Output(ProxyName, text)
		}
	}}
	program, err := caddy.Find(ctx, tell)
	if err != nil {
		return err
	}
	file, err := s.proxyFile()
	if err != nil {
		p.wrong = err.Error()
		return nil
	}
	r := &caddy.Runner{Program: program, Guard: s.cfg.Guard, Stderr: tell, Options: caddy.Options{Data: p.dir}}
	p.running, err = r.Start(ctx, file)
	var told *caddy.ReportedError
	switch {
	case errors.As(err, &told):
		p.running, p.wrong = nil, cmp.Or(strings.TrimSpace(strings.ReplaceAll(said.words(), file, s.cfg.Proxy.Config)), err.Error())
		return nil
	case err != nil:
		return fmt.Errorf("starting Caddy: %w", err)
	}
	p.wrong, p.scheme = "", s.proxyScheme(ctx)
	return nil
}

// CaddyDir is where Caddy keeps its certificates in the workbook of a folder.
func CaddyDir(workbook string) string { return filepath.Join(workbook, stateDir, "caddy") }

// proxyFolder chooses where Caddy keeps its certificates: with the scenario where
// nobody but its own visitors has to trust them, else in the workbook, where
// `lab caddy` has them too.
func (s *Scenario) proxyFolder() error {
	if s.proxy.dir != "" {
		return nil
	}
	if s.cfg.Observer != nil {
		s.proxy.dir = CaddyDir(s.cfg.Dir)
		return nil
	}
	dir, err := os.MkdirTemp("", "lab-caddy-")
	if err != nil {
		return fmt.Errorf("making a folder for Caddy: %w", err)
	}
	s.proxy.dir = dir
	return nil
}

// proxyFile is what Caddy reads: the student's own file, or a copy of it where
// other ports are in use than it names.
func (s *Scenario) proxyFile() (string, error) {
	own := filepath.Join(s.cfg.Project, filepath.FromSlash(s.cfg.Proxy.Config))
	text, err := os.ReadFile(own)
	if err != nil {
		return "", fmt.Errorf("there is no %s: %w", s.cfg.Proxy.Config, errors.Unwrap(err))
	}
	used := s.withPorts(string(text))
	if used == string(text) {
		return own, nil
	}
	if err := os.MkdirAll(s.proxy.dir, 0o755); err != nil {
		return "", fmt.Errorf("a folder for Caddy: %w", err)
	}
	file := filepath.Join(s.proxy.dir, filepath.Base(own))
	return file, writeFile(file, []byte(used))
}

// proxyScheme learns whether Caddy speaks TLS on its port.
func (s *Scenario) proxyScheme(ctx context.Context) string {
	d := tls.Dialer{Config: &tls.Config{ServerName: host, InsecureSkipVerify: true}} // nothing is sent
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

// closeProxy ends Caddy and removes what it kept for this scenario alone.
func (s *Scenario) closeProxy() {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	s.proxy.stop()
	if s.cfg.Observer == nil && s.proxy.dir != "" {
		os.RemoveAll(s.proxy.dir)
	}
}

// ProxyWrong is what Caddy says of a file that it does not take, "" where it runs.
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

// Trusted implements Nodes: visitors trust the certificates of the scenario's own
// Caddy, and those that the system does.
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

package node

import (
	"context"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lab/runtime/dist"
	"lab/runtime/reach"
	"lab/runtime/term"
)

// A ledger is a gate that records connections and allows only the loopback.
type ledger struct {
	mu   sync.Mutex
	said []string
}

func (l *ledger) open(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	l.said = append(l.said, address)
	l.mu.Unlock()
	if a, err := netip.ParseAddrPort(address); err != nil || !a.Addr().IsLoopback() {
		return nil, reach.ErrOutside
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// TestNamesOfNodesDoNotReachOut checks that programs cannot make a node connect to another
// machine.
func TestNamesOfNodesDoNotReachOut(t *testing.T) {
	t.Parallel()
	for _, long := range []bool{false, true} {
		w, l := newWorld(t), &ledger{}
		name := "a@localhost"
		if long {
			name = "a@127.0.0.1"
		}
		n, err := Start(Config{Cookie: "secret", EpmdPort: w.port,
			Net: NetConfig{Name: name, Long: long, Gate: reach.Net{Open: l.open}}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.Close)
		for _, host := range []string{"8.8.8.8", "10.0.0.1", "192.168.1.5", "169.254.169.254", "0.0.0.0", "::", "2001:4860:4860::8888",
			"fe80::1", "::ffff:8.8.8.8", "134744072", "0x08080808", "010.010.010.010", "2130706433", "example.com", "localhost.evil",
			"127.0.0.1.evil", "evil", "127.0.0.1%lo", "255.255.255.255", "224.0.0.1"} {
			node := term.Sym("x@" + host)
			for _, f := range [][]term.Term{
				{term.Sym("net_kernel"), term.Sym("connect_node"), node},
				{term.Sym("lab_serf"), term.Sym("join"), node},
				{term.Sym("net_adm"), term.Sym("names"), term.Sym(host)},
				{term.Sym("net_adm"), term.Sym("ping"), node},
			} {
				v, _ := n.m.Call(f[0].Atom(), f[1].Atom(), f[2:]...)
				if v.Is(term.ATrue) || v.Is(term.Intern("pong")) {
					t.Errorf("%s of %s: %s", f[1].Atom(), host, term.Inspect(v, term.Opts{}))
				}
			}
			why := dist.CauseOf(n.network().failure(node.Atom()))
			if why != dist.CauseOutside && why != dist.CauseBadName {
				t.Errorf("%s: not connected because %q", host, why)
			}
		}
		l.mu.Lock()
		for _, address := range l.said {
			if !strings.HasPrefix(address, "127.0.0.1:") {
				t.Errorf("a connection to %s", address)
			}
		}
		if len(l.said) == 0 {
			t.Error("the epmd was not asked through the gate")
		}
		l.mu.Unlock()
	}
}

// TestFilesOutsideAreNotRead checks that programs cannot make a node read a file outside of its
// folder.
func TestFilesOutsideAreNotRead(t *testing.T) {
	t.Parallel()
	outer := t.TempDir()
	dir := filepath.Join(outer, "project")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(outer, "secret")
	for name, text := range map[string]string{secret: "the secret, not Elixir", filepath.Join(dir, "good.ex"): "defmodule Good do\nend"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link.ex")); err != nil {
		t.Log("no symbolic links here")
	}
	if err := os.Symlink("..", filepath.Join(dir, "up")); err != nil {
		t.Log("no symbolic links here")
	}
	n, err := Start(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	read := func(mod, fn string, args ...term.Term) string {
		v, err := n.m.Call(term.Intern(mod), term.Intern(fn), args...)
		said := term.Inspect(v, term.Opts{})
		if err != nil {
			said += err.Error()
		}
		return said
	}
	for _, path := range []string{secret, "../secret", "link.ex", "up/secret", "./up/project/../secret", "/proc/self/environ"} {
		at := term.Str(path)
		for _, said := range []string{
			read("Elixir.Kernel.ParallelCompiler", "compile", term.List(at)),
			read("Elixir.Kernel.ParallelCompiler", "require", term.List(at)),
			read("Elixir.Kernel.ParallelCompiler", "compile", term.List(term.Str("good.ex"), at), term.Empty),
			read("Elixir.Code", "require_file", at),
			read("Elixir.Code", "compile_file", at),
			read("Elixir.Code", "eval_file", at),
			read("Elixir.EEx", "eval_file", at),
			read("Elixir.EEx", "compile_file", at),
			read("Elixir.File", "read", at),
			read("Elixir.File", "stream!", at),
			read("Elixir.File", "cp", at, term.Str("copy")),
			read("file", "consult", term.Charlist(path)),
			read("Elixir.Config.Reader", "read!", at),
		} {
			if strings.Contains(said, "not Elixir") || strings.Contains(said, "SyntaxError") || strings.Contains(said, "TokenMissing") || strings.Contains(said, "PATH=") {
				t.Errorf("%s was read: %s", path, said)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "copy")); err == nil {
		t.Error("a file from outside was copied")
	}
	if said := read("Elixir.Kernel.ParallelCompiler", "compile", term.List(term.Str("good.ex"))); !strings.Contains(said, "Good") {
		t.Errorf("a file inside: %s", said)
	}
}

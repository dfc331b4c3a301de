package dist

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"lab/runtime/dist/epmd"
	"lab/runtime/dist/epmd/epmdtest"
	"lab/runtime/reach"
	"lab/runtime/term"
)

// blindCodec decodes every frame as the control message {0}. It serves tests that check only
// connections.
type blindCodec struct{ plainCodec }

func (blindCodec) Decode([]byte, bool) (term.Term, []byte, error) {
	return term.Tup(term.Int(0)), nil, nil
}

// erl runs Erlang code on a real node called erl@localhost and returns its output.
func erl(t *testing.T, epmdPort int, cookie, code string) string {
	t.Helper()
	path, err := exec.LookPath("erl")
	if err != nil {
		t.Skip("no erl here")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-sname", "erl@localhost", "-hidden", "-setcookie", cookie,
		"-start_epmd", "false", "-noinput", "-eval", code+", halt().")
	cmd.Env = append(os.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(epmdPort))
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("erl: %v\n%s%s", err, out, log.String())
	}
	return strings.TrimSpace(string(out))
}

// startForErlang runs an epmd and an endpoint called lab@localhost.
func startForErlang(t *testing.T) (epmdPort int, e *Endpoint, r ear) {
	t.Helper()
	epmdPort = epmdtest.Start(t)
	ln, err := Listen(reach.Net{}, reach.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	client := epmd.Client{Port: epmdPort}
	reg, err := client.Register(epmd.Entry{Name: "lab", Port: ln.Addr().(*net.TCPAddr).Port, Low: 5, High: 6})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reg.Close() })
	r = ear{make(chan string, 100)}
	e = New(Config{
		Name: "lab@localhost", Creation: reg.Creation, Codec: blindCodec{}, Receiver: r,
		Cookie: func(string) string { return "secret" },
	}, ln)
	e.Start()
	t.Cleanup(e.Close)
	return epmdPort, e, r
}

func TestErlangConnects(t *testing.T) {
	port, _, heard := startForErlang(t)
	out := erl(t, port, "secret",
		`true = net_kernel:connect_node('lab@localhost'), io:format("~p", [nodes(hidden)])`)
	if out != "[lab@localhost]" {
		t.Errorf("erl says %s", out)
	}
	heard.expect(t, "up erl@localhost")
}

func TestErlangWithWrongCookie(t *testing.T) {
	port, _, heard := startForErlang(t)
	out := erl(t, port, "other", `io:format("~p", [net_kernel:connect_node('lab@localhost')])`)
	if out != "false" {
		t.Errorf("erl says %s", out)
	}
	heard.expect(t, "rejected erl@localhost")
}

package reach

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
)

// recorder returns a Net that records connections without making them.
func recorder(networks ...string) (Net, *[]string) {
	var said []string
	n := Net{Open: func(_ context.Context, _, address string) (net.Conn, error) {
		said = append(said, address)
		return nil, errors.New("only recorded")
	}}
	for _, p := range networks {
		n.Networks = append(n.Networks, netip.MustParsePrefix(p))
	}
	return n, &said
}

// outside are hosts that name another machine, or that some resolvers would resolve to one.
var outside = []string{
	"8.8.8.8", "1.1.1.1", "10.0.0.1", "172.16.5.4", "192.168.1.5", "169.254.169.254", "100.64.0.1", "0.0.0.0",
	"255.255.255.255", "224.0.0.1", "128.0.0.1", "126.255.255.255",
	"::", "2001:4860:4860::8888", "fe80::1", "fe80::1%lo", "::1%lo", "fc00::1", "ff02::1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "64:ff9b::808:808", "::8.8.8.8",
	"134744072", "0x08080808", "010.010.010.010", "8.8.2056", "0x8.8.8.8", "08.8.8.8", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
	"example.com", "localhost.evil", "localhost.evil.example", "127.0.0.1.evil.example", "evil-localhost", "127.0.0.1:80@8.8.8.8",
	"", ".", "-", "a b", "8.8.8.8:53", "[::1]", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1%lo", "127.0.0.1\x00.evil.example",
}

var inside = map[string]string{
	"localhost": "127.0.0.1:4369", "LOCALHOST": "127.0.0.1:4369", "127.0.0.1": "127.0.0.1:4369", "127.8.9.10": "127.8.9.10:4369",
	"::1": "[::1]:4369", "::ffff:127.0.0.1": "127.0.0.1:4369",
}

func TestDial(t *testing.T) {
	n, said := recorder()
	for _, host := range outside {
		if _, err := n.Dial(context.Background(), host, 4369); !errors.Is(err, ErrOutside) {
			t.Errorf("%q: %v", host, err)
		}
		if _, err := n.DialText(context.Background(), net.JoinHostPort(host, "4369")); !errors.Is(err, ErrOutside) {
			t.Errorf("%q with a port: %v", host, err)
		}
	}
	if len(*said) > 0 {
		t.Errorf("would connect to %q", *said)
	}
	for host, want := range inside {
		*said = nil
		_, _ = n.Dial(context.Background(), host, 4369)
		if len(*said) != 1 || (*said)[0] != want {
			t.Errorf("%q: would connect to %q", host, *said)
		}
	}
}

func TestNetworks(t *testing.T) {
	n, said := recorder("192.168.1.0/24")
	for _, host := range []string{"192.168.1.5", "192.168.2.5", "8.8.8.8", "::ffff:192.168.1.6"} {
		_, _ = n.Dial(context.Background(), host, 1)
	}
	if len(*said) != 2 || (*said)[0] != "192.168.1.5:1" || (*said)[1] != "192.168.1.6:1" {
		t.Errorf("would connect to %q", *said)
	}
}

func TestListen(t *testing.T) {
	for _, at := range []string{"0.0.0.0", "8.8.8.8", "::", "192.168.1.5", "::ffff:0.0.0.0"} {
		a := netip.AddrPortFrom(netip.MustParseAddr(at), 0)
		if ln, err := (Net{}).Listen(a); !errors.Is(err, ErrOutside) {
			t.Errorf("%s: %v", at, err)
			if err == nil {
				ln.Close()
			}
		}
		if c, err := (Net{}).ListenPacket(context.Background(), net.ListenConfig{}, a); !errors.Is(err, ErrOutside) {
			t.Errorf("%s by UDP: %v", at, err)
			if err == nil {
				c.Close()
			}
		}
	}
	ln, err := Net{}.Listen(netip.AddrPortFrom(Loopback, 0))
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
}

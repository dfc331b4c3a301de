package cluster

import (
	"net"
	"testing"

	"github.com/hashicorp/serf/serf"
)

// FuzzMember reads arbitrary tags of a member.
func FuzzMember(f *testing.F) {
	f.Add("a@localhost", "4711", []byte{127, 0, 0, 1}, uint16(7946))
	f.Add("", "", []byte{}, uint16(0))
	f.Add("a", "-1", []byte("1234567890123456"), uint16(1))
	f.Fuzz(func(t *testing.T, name, dist string, ip []byte, port uint16) {
		m, ok := memberOf(serf.Member{Addr: net.IP(ip), Port: port, Tags: map[string]string{tagName: name, tagDist: dist}})
		if ok && (m.Name == "" || m.DistPort < 1 || m.DistPort > 65535) {
			t.Fatalf("took %+v for a member", m)
		}
		_, _ = m.Gossip(), m.Dist()
	})
}

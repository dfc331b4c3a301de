package catalogue

import "testing"

func TestCommand(t *testing.T) {
	for _, c := range []struct {
		node NodeSpec
		want string
	}{
		{NodeSpec{Name: "node1"}, "iex --sname node1@localhost"},
		{NodeSpec{Name: "node2", Cookie: "222"}, "iex --sname node2@localhost --cookie 222"},
		{NodeSpec{Name: "node1", Project: true, Hidden: true}, "iex --sname node1@localhost --hidden -S mix"},
		{NodeSpec{Name: "node1", Project: true, Serve: true, Port: 4005, Env: map[string]string{"A": "1"}},
			"A=1 PORT=4005 iex --sname node1@localhost -S mix phx.server"},
	} {
		if got := c.node.Command(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

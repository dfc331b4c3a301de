package cluster

import (
	"strings"
	"testing"

	"lab/labs/catalogue"
)

// TestSecretsAreNotShown checks that no secret is in a command line or in an environment. Other
// users of the machine may read these.
func TestSecretsAreNotShown(t *testing.T) {
	s := &Scenario{cookie: "LABSECRETOFALL"}
	s.cfg.Command = []string{"lab", "node"}
	for _, m := range []*member{{full: "a@localhost"}, {full: "b@localhost", spec: catalogue.NodeSpec{Cookie: "LABSECRETOFONE", Project: true, Serve: true, Hidden: true}}} {
		shown := strings.Join(append(s.command(m), s.environment(m)...), " ")
		if strings.Contains(shown, "LABSECRET") {
			t.Errorf("%s: the cookie stands in %q", m.full, shown)
		}
	}
}

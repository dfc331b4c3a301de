package catalogue

import "testing"

func TestFaultInWords(t *testing.T) {
	for text, want := range map[string]string{
		"kill node2":                        "kill node2",
		"restart node1,node2":               "restart node1 and node2",
		"cut node1,node2,node3 node4,node5": "cut node1, node2 and node3 from node4 and node5",
		"heal node1 node2":                  "heal node1 with node2",
		"heal":                              "heal",
	} {
		f, err := ParseFault(text)
		if err != nil || f.Says() != want || f.String() != text {
			t.Errorf("%s: %q, %v", text, f.Says(), err)
		}
	}
}

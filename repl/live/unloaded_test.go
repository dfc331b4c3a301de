package live

import (
	"testing"

	"lab/labs/census"
	"lab/labs/cluster"
	"lab/repl/workbook"
)

// TestAProjectThatDoesNotRunIsTold checks that a project that does not start is reported once, and
// again only after it has run.
func TestAProjectThatDoesNotRunIsTold(t *testing.T) {
	d := &Driver{out: newOutbox()}
	states := func(unloaded ...bool) []cluster.NodeState {
		all := []cluster.NodeState{{State: census.State{Name: "node1", Up: true}}, {State: census.State{Name: "node2", Up: true}}}
		for i := range all {
			all[i].Unloaded = unloaded[i]
		}
		return all
	}
	for _, all := range [][]cluster.NodeState{states(false, false), states(false, true), states(false, true), states(true, true), states(false, false)} {
		d.sayUnloaded(all)
	}
	want := []string{
		"the project does not run on node2: the prompt there shows the reason; fix it, then restart the node",
		"the project does not run on node1, node2: the prompt there shows the reason; fix it, then restart the node",
		"",
	}
	var got []string
	for _, msg := range d.out.take() {
		got = append(got, msg.(workbook.Notice).Text)
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%q", got)
	}
}

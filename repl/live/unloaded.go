package live

import (
	"strings"

	"lab/labs/cluster"
	"lab/repl/workbook"
)

// This file says where the project does not run: the prompt of such a node looks like any other
// once its error has scrolled away.

// sayUnloaded tells of the nodes whose project has failed to start, and ends that when none is left.
func (d *Driver) sayUnloaded(states []cluster.NodeState) {
	text := unloadedText(states)
	if before := d.unloaded.Swap(&text); before == nil && text != "" || before != nil && *before != text {
		d.out.put(workbook.Notice{Cause: workbook.Unloaded, Text: text})
	}
}

// unloadedText is what is said of them, "" where all projects run.
func unloadedText(states []cluster.NodeState) string {
	var nodes []string
	for _, st := range states {
		if st.Unloaded {
			nodes = append(nodes, st.Name)
		}
	}
	if len(nodes) == 0 {
		return ""
	}
	return "the project does not run on " + strings.Join(nodes, ", ") + ": the screen there says why; once that is mended, start the node again"
}

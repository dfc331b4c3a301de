package live

import (
	"strings"

	"lab/labs/cluster"
	"lab/repl/workbook"
)

// This file reports the nodes that do not run the project. After the error has scrolled away, the
// prompt of such a node looks like any other prompt.

// sayUnloaded shows a notice about the nodes on which the project failed to start, and removes it
// when there are none.
func (d *Driver) sayUnloaded(states []cluster.NodeState) {
	text := unloadedText(states)
	if before := d.unloaded.Swap(&text); before == nil && text != "" || before != nil && *before != text {
		d.out.put(workbook.Notice{Cause: workbook.Unloaded, Text: text})
	}
}

// unloadedText returns the text of the notice, or "" if the project runs on all nodes.
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
	return "the project does not run on " + strings.Join(nodes, ", ") + ": the prompt there shows the reason; fix it, then restart the node"
}

package observe

import "fmt"

// A Row is a line of a node's supervision trees. Lead is the drawing that connects the branch to
// its parent.
type Row struct {
	Lead string
	Branch
}

// Rows returns the lines of the node's supervision trees from top to bottom.
func (n Node) Rows() []Row {
	var rows []Row
	for _, t := range n.Trees {
		rows = append(rows, Row{Branch: t})
		rows = append(rows, below(t, "")...)
	}
	return rows
}

// below returns the lines below a branch. The probe limits the depth.
func below(b Branch, lead string) []Row {
	var rows []Row
	for i, c := range b.Children {
		here, further := "├ ", "│ "
		if i == len(b.Children)-1 && b.More == 0 {
			here, further = "└ ", "  "
		}
		rows = append(rows, Row{lead + here, c})
		rows = append(rows, below(c, lead+further)...)
	}
	if b.More > 0 {
		rows = append(rows, Row{lead + "└ ", Branch{ID: fmt.Sprintf("%d more", b.More)}})
	}
	return rows
}

// Says returns the text of the branch.
func (b Branch) Says() string {
	text := b.ID
	if b.Name != "" && b.Name != b.ID {
		if text != "" {
			text += " "
		}
		text += b.Name
	}
	if b.PID != "" {
		text += " " + b.PID
	}
	switch {
	case b.Busy:
		text += " (supervisor, busy)"
	case b.Supervisor:
		text += " (supervisor)"
	}
	return text
}

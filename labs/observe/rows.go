package observe

import "fmt"

// A Row is one line of a node's supervision trees: Lead are the lines that lead to it.
type Row struct {
	Lead string
	Branch
}

// Rows are the lines of the supervision trees of a node, top down.
func (n Node) Rows() []Row {
	var rows []Row
	for _, t := range n.Trees {
		rows = append(rows, Row{Branch: t})
		rows = append(rows, below(t, "")...)
	}
	return rows
}

// below are the lines below a branch. The probe bounds how deep they go.
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

// Says is what the row is called.
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

package observe

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Write writes the snapshot as text, for scripts and for screen readers.
func (s Snapshot) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "NODE\tSTATE\tRUNS\tOS PROCESS\tPROCESSES\tMEMORY\tCONNECTED TO")
	for _, n := range s.Nodes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", n.Name, n.Says(), n.Kind, n.PID, n.Living, Bytes(n.Memory), orNone(n.Peers))
	}
	for _, n := range s.Nodes {
		n.write(t)
	}
	return t.Flush()
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ", ")
}

// Says describes the state of the node with its cause.
func (n Node) Says() string {
	if n.Why == "" {
		return string(n.State)
	}
	return string(n.State) + " (" + n.Why + ")"
}

func (n Node) write(w io.Writer) {
	if n.Living == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s: processes of programs, and names\n", n.Name)
	shown := 0
	for _, p := range n.Processes {
		if p.System {
			continue
		}
		shown++
		fmt.Fprintf(w, "  %s\t%s\t%s\tqueue %d\t%s\n", p.PID, p.Says(), p.Status, p.Queue, Bytes(p.Memory))
	}
	if shown == 0 {
		fmt.Fprintln(w, "  none but its own")
	}
	for _, g := range n.Globals {
		fmt.Fprintf(w, "  %s is %s on %s, for the whole cluster\n", g.Name, g.PID, g.Node)
	}
	if len(n.Trees) > 0 {
		fmt.Fprintf(w, "\n%s: supervision trees\n", n.Name)
		for _, row := range n.Rows() {
			fmt.Fprintf(w, "  %s%s\n", row.Lead, row.Says())
		}
	}
	if len(n.Tables) > 0 {
		fmt.Fprintf(w, "\n%s: tables\n", n.Name)
		for _, t := range n.Tables {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%d objects\towner %s\n", t.Name, t.Type, t.Protection, t.Size, t.Owner)
		}
	}
}

// Bytes formats a size in bytes for people.
func Bytes(n int64) string {
	const step = 1024
	size, units := float64(n), []string{"B", "kB", "MB", "GB", "TB"}
	for size >= step && len(units) > 1 {
		size, units = size/step, units[1:]
	}
	if size < 10 && size != float64(int64(size)) {
		return fmt.Sprintf("%.1f %s", size, units[0])
	}
	return fmt.Sprintf("%.0f %s", size, units[0])
}

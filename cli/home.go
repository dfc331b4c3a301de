package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"lab/labs/session"
)

func listCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the labs with your progress",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return d.list(cmd.OutOrStdout()) },
	}
}

// home runs when no command is given. It shows the labs on a screen, or as plain lines without a
// terminal.
func (d *desk) home(cmd *cobra.Command) error {
	if interactive() {
		return d.homeScreen()
	}
	w := cmd.OutOrStdout()
	fmt.Fprint(w, "Distributed Elixir, on nodes of your own.\n\n")
	if err := d.list(w); err != nil {
		return err
	}
	fmt.Fprint(w, "\n  lab next      open the first lab that you have not passed\n  lab check 1   check your work\n  lab --help    everything else\n")
	return nil
}

func (d *desk) list(w io.Writer) error {
	c, err := d.catalogue()
	if err != nil {
		return err
	}
	book, err := d.workbook()
	if err != nil {
		return err
	}
	p, err := d.progress(book, os.Stderr)
	if err != nil {
		return err
	}
	width := 2
	for _, l := range c.Labs {
		width = max(width, len(l.ID))
	}
	for _, l := range c.Labs {
		st := session.StandingOf(l, p.Lab(l.ID))
		fmt.Fprintf(w, "%s %*s  %-40s %3d min  %s\n", st.Sign(), width, l.ID, l.Title, l.Minutes, st)
	}
	return nil
}

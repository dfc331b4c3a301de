package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
)

func solutionCommand(d *desk) *cobra.Command {
	var apply bool
	cmd := &cobra.Command{
		Use:               "solution N",
		Short:             "Show a lab's solution, or put it in place",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, w, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if !apply {
				return errors.Join(writeSolution(out, w, l), sawSolution(w, p, l))
			}
			if err := laidOut(w); err != nil {
				return err
			}
			kept, err := w.ApplySolution(l)
			sayKept(out, kept)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "the solution of lab %s is in place\n", l.ID)
			return sawSolution(w, p, l)
		},
	}
	cmd.Flags().BoolVar(&apply, "apply", false, "write it into the workbook; a copy of your file is kept")
	return cmd
}

// sawSolution records in the workbook that the student has looked at the solution. It does not
// create a workbook.
func sawSolution(w *book.Workbook, p *book.Progress, l *catalogue.Lab) error {
	if !l.HasSolution() || !w.Exists() {
		return nil
	}
	p.Lab(l.ID).Solutions++
	return p.Save()
}

// writeSolution writes the files of a lab's solution, each under a heading with its name.
func writeSolution(out io.Writer, w *book.Workbook, l *catalogue.Lab) error {
	files, err := w.SolutionFiles(l)
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := w.Solution(l, file)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "# %s\n%s", file, text)
	}
	return nil
}

func resetCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:               "reset N",
		Short:             "Restore a lab's original files, and start its steps again",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, w, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			if err := laidOut(w); err != nil {
				return err
			}
			kept, err := w.Reset(l)
			sayKept(cmd.OutOrStdout(), kept)
			if err != nil {
				return err
			}
			delete(p.Labs, l.ID)
			fmt.Fprintf(cmd.OutOrStdout(), "lab %s is in its original state\n", l.ID)
			return p.Save()
		},
	}
}

func sayKept(out io.Writer, kept []string) {
	for _, name := range kept {
		fmt.Fprintln(out, "your file is kept as "+name)
	}
}

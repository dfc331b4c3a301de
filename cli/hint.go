package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/session"
	book "lab/labs/workbook"
)

func hintCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:               "hint N",
		Short:             "Give a hint for where you are in a lab, more concrete each time",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, _, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			s := current(l, p.Lab(l.ID))
			hints := s.Hints
			if len(hints) == 0 {
				hints = l.Hints
			}
			h, ok := session.NextHint(p.Lab(l.ID), s.ID, hints)
			if !ok {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: this step has no hints; lab run %s shows its text\n", s.Title, l.ID)
				return nil
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", s.Title, h)
			return p.Save()
		},
	}
}

// current is the step that the student is at: the one shown last unless it is
// done, else the first that has a hint to give, else the first that is not done.
func current(l *catalogue.Lab, p *book.LabProgress) *catalogue.Step {
	if i := l.Step(p.At); i >= 0 && !p.IsDone(p.At) {
		return l.Steps[i]
	}
	var first *catalogue.Step
	for _, s := range l.Steps {
		if p.IsDone(s.ID) {
			continue
		}
		if len(s.Hints) > 0 {
			return s
		}
		if first == nil {
			first = s
		}
	}
	if first == nil {
		first = l.Steps[len(l.Steps)-1]
	}
	return first
}

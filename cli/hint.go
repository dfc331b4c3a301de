package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lab/labs/session"
)

func hintCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:               "hint N",
		Short:             "Give a hint for your current step, more concrete each time",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, _, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			s, h := session.Hint(l, p.Lab(l.ID))
			if h == "" {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s (lab run %s)\n", s.Title, session.NoHints, l.ID)
				return nil
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", s.Title, h)
			return p.Save()
		},
	}
}

package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lab/labs/session"
)

func nextCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "next",
		Short: "Open the first lab that you have not passed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := d.catalogue()
			if err != nil {
				return err
			}
			w, err := d.workbook()
			if err != nil {
				return err
			}
			p, err := d.progress(w, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			l := c.Labs[session.NextLab(c.Labs, p)]
			if p.Lab(l.ID).Passed != nil { // NextLab returns a passed lab only if all are passed
				fmt.Fprintln(cmd.OutOrStdout(), "You have passed all labs. Run lab quiz to review them.")
				return nil
			}
			return d.runLab(cmd, l, w, p, false)
		},
	}
}

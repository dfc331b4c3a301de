package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE",
		Short: "Check a file of labs",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("reading the labs: %w", err)
			}
			c, err := catalogue.Load(args[0], text)
			if err != nil {
				return err
			}
			if off := c.Unbalanced(); len(off) > 0 {
				return fmt.Errorf("%s: the answers can be guessed: %s", args[0], strings.Join(off, "; "))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d labs, nothing wrong\n", args[0], len(c.Labs))
			return nil
		},
	}
}

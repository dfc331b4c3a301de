package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	book "lab/labs/workbook"
)

func newCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "new [DIR]",
		Short: "Create a workbook, the folder for your work",
		Long:  "Create a workbook in DIR, or in the current folder. Existing files stay unchanged.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			exercises, err := d.exercises()
			if err != nil {
				return err
			}
			dir := "."
			if d.dir != "" {
				dir = d.dir
			}
			if len(args) > 0 {
				dir = args[0]
			}
			w, err := book.Open(dir, exercises)
			if err != nil {
				return err
			}
			return layOut(w, cmd.OutOrStdout(), true)
		},
	}
}

// layOut writes the missing files of a workbook and reports them on out.
func layOut(w *book.Workbook, out io.Writer, always bool) error {
	written, err := w.LayOut()
	for _, name := range written {
		fmt.Fprintln(out, "wrote "+name)
	}
	if err == nil && len(written) == 0 && always {
		fmt.Fprintln(out, "nothing to write: the workbook is complete")
	}
	return err
}

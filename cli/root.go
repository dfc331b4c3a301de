package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// Assets is what the binary carries.
type Assets struct {
	// Files holds labs.yaml and exercises/.
	Files fs.FS
}

// An ExitError ends lab with a status; its message, if it has one, was said
// already.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Main runs the command line and returns the exit status.
func Main(a Assets) int {
	err := newRoot(a).Execute()
	var exit *ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func newRoot(a Assets) *cobra.Command {
	d := &desk{assets: a}
	root := &cobra.Command{
		Use:           "lab",
		Short:         "Learn distributed Elixir on nodes of your own",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return d.home(cmd) },
	}
	root.PersistentFlags().StringVar(&d.labs, "labs", "", "read the labs from this file")
	root.PersistentFlags().StringVar(&d.dir, "dir", "", "the workbook's folder (default: the one around here)")
	root.AddCommand(
		listCommand(d), newCommand(d), runCommand(d), checkCommand(d), hintCommand(d), solutionCommand(d),
		resetCommand(d), doctorCommand(d), lintCommand(d), certifyCommand(d),
		iexCommand(), elixirCommand(), mixCommand(), caddyCommand(d), guardCommand(), epmdCommand(), nodeCommand(), manCommand(),
	)
	return root
}

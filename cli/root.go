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
	// Labs is the catalogue, labs.yaml.
	Labs []byte
	// Exercises holds exercises/.
	Exercises fs.FS
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

func newRoot(_ Assets) *cobra.Command {
	root := &cobra.Command{
		Use:           "lab",
		Short:         "Learn distributed Elixir on nodes of your own",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(iexCommand(), elixirCommand(), epmdCommand())
	return root
}

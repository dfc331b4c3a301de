package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"lab/repl/paint"
)

// Assets holds the files that are embedded in the binary.
type Assets struct {
	// Files contains labs.yaml and exercises/.
	Files fs.FS
}

// An ExitError ends lab with an exit status. Its message, if any, has already been printed.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Main runs the command line and returns the exit status.
func Main(a Assets) int {
	root := newRoot(a)
	root.SetArgs(asCalled(os.Args[0], os.Args[1:]))
	err := fang.Execute(context.Background(), root,
		fang.WithVersion(buildVersion()),
		fang.WithoutManpage(), // lab man writes the manual pages
		fang.WithErrorHandler(sayError))
	var exit *ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	}
	return 1
}

// knownCommand rejects an unknown command and suggests similar commands.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2 // letters
	path, help := cmd.CommandPath(), "lab help"
	if cmd.HasParent() {
		help = path + " --help"
	}
	text := fmt.Sprintf("unknown command %q for %s; %s lists the commands", args[0], path, help)
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		text += "\nDid you mean " + path + " " + strings.Join(like, ", or "+path+" ") + "?"
	}
	return errors.New(text)
}

// sayError prints the error of a command without styling: scripts read it, and some errors must
// match iex.
func sayError(w io.Writer, _ fang.Styles, err error) {
	var exit *ExitError
	if !errors.As(err, &exit) {
		fmt.Fprintln(w, err)
	}
}

func newRoot(a Assets) *cobra.Command {
	d := &desk{assets: a}
	root := &cobra.Command{
		Use:               "lab",
		Short:             "Learn distributed Elixir on nodes of your own",
		Args:              knownCommand,
		PersistentPreRunE: func(*cobra.Command, []string) error { return paint.Known(d.theme) },

		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		SilenceErrors:              true,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return d.home(cmd) },
	}
	root.PersistentFlags().StringVar(&d.labs, "labs", "", "read the labs from this file")
	root.PersistentFlags().StringVar(&d.theme, "theme", paint.Auto, "the colours of screens: "+strings.Join(paint.Names, ", "))
	root.PersistentFlags().StringVar(&d.dir, "dir", "", "the workbook's folder (default: this folder or the nearest parent that is one)")
	root.AddCommand(
		listCommand(d), newCommand(d), runCommand(d), nextCommand(d), presentCommand(d), recordCommand(d), checkCommand(d), hintCommand(d), solutionCommand(d),
		resetCommand(d), doctorCommand(d), lintCommand(d), certifyCommand(d), gradeCommand(d), roomCommand(d), joinCommand(), quizCommand(d), observeCommand(d),
		iexCommand(), elixirCommand(), mixCommand(), versionCommand(), envCommand(), caddyCommand(d), guardCommand(), epmdCommand(), peerCommand(), bundleCommand(), nodeCommand(), manCommand(),
	)
	plainly(root)
	return root
}

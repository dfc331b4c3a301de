package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lab/labs"
	"lab/repl"
	"lab/runtime/term"
)

// nodeCommand runs a node without a prompt until its input ends: what the labs
// start their nodes with.
func nodeCommand() *cobra.Command {
	var f nodeFlags
	var project, dir string
	cmd := &cobra.Command{
		Use:    "node",
		Short:  "Run a node without a prompt until its input ends",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			if project != "" {
				dir = project
			}
			if dir != "" {
				if err := os.Chdir(dir); err != nil {
					return fmt.Errorf("going to the node's folder: %w", err)
				}
			}
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			// Errors go the way of the ready line, so that they are read before it.
			s := repl.Attach(n.Machine(), repl.NewPlain(strings.NewReader(""), os.Stdout), os.Stdout)
			onHalt(n, func() {})
			if project == "" || loadProject(s) {
				fmt.Print(labs.ReadyLine)
			} else {
				fmt.Print(labs.UnloadedLine)
			}
			_, _ = io.Copy(io.Discard, os.Stdin) // however it ends, so do we
			return nil
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&project, "project", "", "load the mix project in this folder")
	cmd.Flags().StringVar(&dir, "dir", "", "run in this folder")
	return cmd
}

// loadProject loads the project of the current folder; what is wrong with it has
// been printed when it returns false.
func loadProject(s *repl.Shell) bool {
	v, err := s.Run("Mix.CLI", "load_project")
	if err != nil {
		fmt.Println(s.Explain(err))
		return false
	}
	e := v.Elems()
	return len(e) == 0 || !e[0].Is(term.AError)
}

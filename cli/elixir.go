package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"lab/repl"
	"lab/runtime/node"
	"lab/runtime/term"
)

func elixirCommand() *cobra.Command {
	var f nodeFlags
	cmd := &cobra.Command{
		Use:   "elixir [FILE.exs] [ARGUMENTS]",
		Short: "Run a file or an expression of Elixir",
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			s := repl.Attach(n.Machine(), repl.NewPlain(os.Stdin, os.Stdout), os.Stderr)
			onHalt(n, func() {})
			return f.load(s, n, args, 1)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().SetInterspersed(false)
	return cmd
}

// mayRead lets the node read the files that the command line names, wherever
// they are; all others have to be in its folder.
func mayRead(n *node.Node, files []string) {
	named := map[string]bool{}
	for _, file := range files {
		if abs, err := filepath.Abs(file); err == nil {
			named[abs] = true
		}
	}
	within := n.Code().ReadFile
	n.Code().ReadFile = func(name string) ([]byte, error) {
		if abs, err := filepath.Abs(name); err == nil && named[abs] {
			return os.ReadFile(abs)
		}
		return within(name)
	}
}

// load requires the files, evaluates the expressions and runs the scripts that
// the command line names; of args the first files are scripts, and all are what
// System.argv returns.
func (f *nodeFlags) load(s *repl.Shell, n *node.Node, args []string, files int) error {
	n.SetArgs(args[min(files, len(args)):])
	mayRead(n, append(slices.Clone(f.require), args[:min(files, len(args))]...))
	run := func(mod, fn string, a ...term.Term) error {
		if _, err := s.Run(mod, fn, a...); err != nil {
			fmt.Fprintln(os.Stderr, s.Explain(err))
			return &ExitError{1}
		}
		return nil
	}
	for _, file := range f.require {
		if err := run("Code", "require_file", term.Str(file)); err != nil {
			return err
		}
	}
	if f.script != "" && f.script != "mix" {
		return fmt.Errorf("-S %s is not part of lab", f.script)
	}
	if f.script == "mix" {
		if err := run("Mix.CLI", "load_project"); err != nil {
			return err
		}
	}
	for _, text := range f.eval {
		if err := run("Code", "eval_string", term.Str(text), term.Empty, term.Empty); err != nil {
			return err
		}
	}
	for _, file := range args[:min(files, len(args))] {
		if err := run("Code", "require_file", term.Str(file)); err != nil {
			return err
		}
	}
	return nil
}

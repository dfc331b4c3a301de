package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/lint"
)

func lintCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE|FOLDER",
		Short: "Check labs: an index of them, or the folder of one",
		Long: "Check labs: an index of them, or the folder of one. All of their Elixir is parsed and compiled, every\n" +
			"reference is followed, and each finding has its file, line and column.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := d.lint(args[0])
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d labs, nothing wrong\n", args[0], n)
			}
			return err
		},
	}
}

// lint finds what is wrong with an index of labs or the folder of one, and counts the labs.
func (d *desk) lint(name string) (int, error) {
	exercises, err := d.exercises()
	if err != nil {
		return 0, err
	}
	project, err := fs.Sub(exercises, catalogue.Project)
	if err != nil {
		return 0, err
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		l, err := catalogue.LoadLab(os.DirFS(name), filepath.ToSlash(name), d.shared())
		if err != nil {
			return 0, err
		}
		return 1, lint.Lab(l, project)
	}
	c, err := d.index(name)
	if err != nil {
		return 0, err
	}
	return len(c.Labs), lint.Index(c, name, project)
}

package cli

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/lint"
)

func lintCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "lint [FILE|FOLDER]",
		Short: "Check the texts and the Elixir code of labs",
		Long: "Check labs: those of an index, the lab of a folder, or the labs of this program. The command parses and compiles\n" +
			"all of their Elixir code, follows every reference, and reports file, line and column of each finding.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "labs.yaml"
			check := d.lintOwn
			if len(args) > 0 {
				name = args[0]
				check = func(project fs.FS) (int, error) { return d.lint(name, project) }
			}
			exercises, err := d.exercises()
			if err != nil {
				return err
			}
			project, err := fs.Sub(exercises, catalogue.Project)
			if err != nil {
				return err
			}
			n, err := check(project)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, nothing wrong\n", name, counted(n))
			}
			return err
		},
	}
}

// lintOwn checks the labs that --labs names, or the built-in labs if the flag is not given.
func (d *desk) lintOwn(project fs.FS) (int, error) {
	c, err := d.catalogue()
	if err != nil {
		return 0, err
	}
	return len(c.Labs), lint.Index(c, cmp.Or(d.labs, "labs.yaml"), project)
}

// lint checks an index of labs or the folder of one lab, and returns the number of labs.
func (d *desk) lint(name string, project fs.FS) (int, error) {
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

// counted says how many labs there are.
func counted(n int) string {
	if n == 1 {
		return "1 lab"
	}
	return strconv.Itoa(n) + " labs"
}

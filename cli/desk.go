package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/grade"
	book "lab/labs/workbook"
)

// A desk is what the commands of the labs work on: the catalogue and the
// student's workbook.
type desk struct {
	assets    Assets
	labs, dir string // flags
}

func (d *desk) catalogue() (*catalogue.Catalogue, error) {
	if d.labs == "" {
		return catalogue.Load("labs.yaml", d.assets.Labs)
	}
	text, err := os.ReadFile(d.labs)
	if err != nil {
		return nil, fmt.Errorf("reading the labs: %w", err)
	}
	return catalogue.Load(d.labs, text)
}

// lab returns the lab that an argument names.
func (d *desk) lab(id string) (*catalogue.Lab, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	return labOf(c, id)
}

func labOf(c *catalogue.Catalogue, id string) (*catalogue.Lab, error) {
	l, ok := c.Lab(id)
	if !ok {
		return nil, fmt.Errorf("there is no lab %q; lab list shows those there are", id)
	}
	return l, nil
}

func (d *desk) exercises() (fs.FS, error) { return fs.Sub(d.assets.Exercises, "exercises") }

// workbook opens the workbook that --dir names, or the one that the current
// folder lies in; where there is none, the current folder may become one.
func (d *desk) workbook() (*book.Workbook, error) {
	exercises, err := d.exercises()
	if err != nil {
		return nil, err
	}
	if d.dir != "" {
		return book.Open(d.dir, exercises)
	}
	here, err := book.Open(".", exercises)
	if err != nil {
		return nil, err
	}
	for dir := here.Dir; ; dir = filepath.Dir(dir) {
		w, err := book.Open(dir, exercises)
		if err != nil {
			return nil, err
		}
		if w.Exists() {
			return w, nil
		}
		if dir == filepath.Dir(dir) {
			return here, nil
		}
	}
}

// progress reads the workbook's progress, and says on notices if it was damaged.
func (d *desk) progress(w *book.Workbook, notices io.Writer) (*book.Progress, error) {
	p, notice, err := w.Progress()
	if notice != "" {
		fmt.Fprintln(notices, notice)
	}
	return p, err
}

// labIDs completes the ids of labs in the shell.
func (d *desk) labIDs(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	c, err := d.catalogue()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []cobra.Completion
	for _, l := range c.Labs {
		ids = append(ids, cobra.CompletionWithDesc(l.ID, l.Title))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// open returns what most commands need: the lab that the only argument names,
// the workbook and the progress in it.
func (d *desk) open(cmd *cobra.Command, id string) (*catalogue.Lab, *book.Workbook, *book.Progress, error) {
	l, err := d.lab(id)
	if err != nil {
		return nil, nil, nil, err
	}
	w, err := d.workbook()
	if err != nil {
		return nil, nil, nil, err
	}
	p, err := d.progress(w, cmd.ErrOrStderr())
	return l, w, p, err
}

// grader returns a grader whose nodes and guards are run by this binary.
func grader() (grade.Grader, error) {
	self, err := os.Executable()
	if err != nil {
		return grade.Grader{}, fmt.Errorf("finding this program: %w", err)
	}
	return grade.Grader{Command: []string{self, "node"}, Guard: []string{self, "guard"}}, nil
}

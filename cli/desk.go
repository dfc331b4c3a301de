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

// A desk holds the flags and files that the lab commands share. Its methods open the catalogue and
// the student's workbook.
type desk struct {
	assets    Assets
	labs, dir string // flags
	theme     string
}

func (d *desk) catalogue() (*catalogue.Catalogue, error) {
	if d.labs == "" {
		return catalogue.Load(d.assets.Files, "labs.yaml", nil)
	}
	return d.index(d.labs)
}

// index reads an index file, which lists labs. The labs' folders are next to the file.
func (d *desk) index(file string) (*catalogue.Catalogue, error) {
	return catalogue.Load(os.DirFS(filepath.Dir(file)), filepath.Base(file), d.shared())
}

// shared returns the Elixir files that the built-in labs share, for use by labs from elsewhere.
func (d *desk) shared() fs.FS {
	common, err := fs.Sub(d.assets.Files, catalogue.SharedDir)
	if err != nil {
		return nil
	}
	return common
}

// lab returns the lab that an argument names, either by its id in the catalogue or by its folder.
func (d *desk) lab(name string) (*catalogue.Lab, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	if l, ok := c.Lab(name); ok {
		return l, nil
	}
	if _, err := os.Stat(filepath.Join(name, catalogue.LabFile)); err == nil {
		return catalogue.LoadLab(os.DirFS(name), filepath.ToSlash(name), d.shared())
	}
	return nil, fmt.Errorf("there is no lab %q; lab list lists the labs, and a folder with a %s is a lab, too", name, catalogue.LabFile)
}

func (d *desk) exercises() (fs.FS, error) { return fs.Sub(d.assets.Files, "exercises") }

// workbook opens the workbook that --dir names, which need not exist. Without --dir, it opens the
// workbook that contains the current folder. If the current folder is not in a workbook, it returns
// the current folder as a workbook that has no files yet.
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

// progress reads the workbook's progress and writes a warning to notices if the file was damaged.
func (d *desk) progress(w *book.Workbook, notices io.Writer) (*book.Progress, error) {
	p, notice, err := w.Progress()
	if notice != "" {
		fmt.Fprintln(notices, notice)
	}
	return p, err
}

// labIDs completes lab ids in the shell.
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

// open returns the lab that a command's only argument names, the workbook, and the student's
// progress.
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

// laidOut returns an error if the folder does not contain a workbook yet.
func laidOut(w *book.Workbook) error {
	if w.Exists() {
		return nil
	}
	return fmt.Errorf("%s is not a workbook; create one with lab new, or name another folder with --dir", w.Dir)
}

// grader returns a grader that runs its nodes and guards with this binary.
func grader() (grade.Grader, error) {
	self, err := os.Executable()
	if err != nil {
		return grade.Grader{}, fmt.Errorf("finding this program: %w", err)
	}
	return grade.Grader{Command: []string{self, "node"}, Guard: []string{self, "guard"}}, nil
}

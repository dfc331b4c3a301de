package live

import (
	"os"
	"os/exec"
	"path/filepath"

	"lab/repl/edit"
	"lab/repl/workbook"
)

// Edit implements workbook.Driver.
func (d *Driver) Edit(file string) *exec.Cmd {
	name := filepath.Join(d.cfg.Workbook.Dir, filepath.FromSlash(file))
	text, err := os.ReadFile(name)
	if err != nil {
		d.notice(workbook.Key, err.Error())
		return nil
	}
	c, err := edit.Here(name, edit.Line(text))
	if err != nil {
		d.notice(workbook.Key, file+": "+err.Error())
		return nil
	}
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	if !c.Window {
		return cmd
	}
	if err := cmd.Start(); err != nil {
		d.notice(workbook.Key, err.Error())
		return nil
	}
	d.notice(workbook.Key, file+" opens in "+filepath.Base(c.Args[0]))
	go func() { _ = cmd.Wait() }() // the editor's window may outlive lab
	return nil
}

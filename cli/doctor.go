package cli

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"lab/runtime/dist/epmd"
	"lab/runtime/node"
)

func doctorCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check this machine for problems, and suggest solutions",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e := &examination{out: cmd.OutOrStdout()}
			e.terminal()
			e.ports()
			e.cookie()
			e.workbook(d)
			e.catalogue(d)
			e.editor()
			if e.bad > 0 {
				return &ExitError{1}
			}
			return nil
		},
	}
}

// An examination prints the findings of lab doctor and counts the problems.
type examination struct {
	out io.Writer
	bad int
}

func (e *examination) good(format string, args ...any) {
	fmt.Fprintf(e.out, "✓ "+format+"\n", args...)
}

func (e *examination) note(format string, args ...any) {
	fmt.Fprintf(e.out, "- "+format+"\n", args...)
}

// wrong prints a problem, followed by its remedy.
func (e *examination) wrong(format string, args ...any) {
	e.bad++
	fmt.Fprintf(e.out, "✗ "+format+"\n", args...)
}

func (e *examination) terminal() {
	if !interactive() {
		e.note("no terminal here (or TERM=dumb): lab run will be a plain walk-through")
		return
	}
	columns, rows, err := term.GetSize(os.Stdout.Fd())
	if err != nil || columns < 80 || rows < 24 {
		e.note("the terminal has %d columns and %d rows; 80 by 24 show all of the workbook", columns, rows)
		return
	}
	e.good("terminal: %d columns, %d rows", columns, rows)
}

func (e *examination) ports() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		e.wrong("lab cannot open a port on this machine (%v): check whether a firewall or a sandbox forbids it to listen on 127.0.0.1", err)
		return
	}
	ln.Close()
	e.good("lab can open ports on this machine")
	names, err := epmd.Client{}.Names("127.0.0.1")
	if err != nil {
		e.good("port %d: nothing answers; lab iex starts a port mapper there if it needs one", epmd.Port())
		return
	}
	e.good("port %d: a port mapper answers; running nodes: %d", epmd.Port(), len(names))
	for _, n := range names {
		e.note("node %s is running, so lab iex cannot use its name; lab run is not affected", n.Name)
	}
}

func (e *examination) cookie() {
	file, err := node.CookieFile()
	if err != nil {
		e.wrong("there is no folder for the cookie (%v): set HOME, or use --cookie", err)
		return
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		e.good("lab creates the cookie on first use, in %s", file)
	case err != nil:
		e.wrong("the cookie cannot be read: %v", err)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		e.wrong("other users can read the cookie: run chmod 600 %s", file)
	default:
		e.good("the cookie is in %s", file)
	}
}

func (e *examination) workbook(d *desk) {
	w, err := d.workbook()
	if err != nil {
		e.wrong("%v", err)
		return
	}
	probe, err := os.CreateTemp(w.Dir, ".lab-*")
	if err != nil {
		e.wrong("lab cannot write to %s: go to a folder of yours, or name one with --dir", w.Dir)
		return
	}
	probe.Close()
	_ = os.Remove(probe.Name())
	if !w.Exists() {
		e.good("there is no workbook here yet; lab run creates one in %s", w.Dir)
		return
	}
	e.good("workbook: %s", w.Dir)
	if _, notice, err := w.Progress(); err != nil {
		e.wrong("%v", err)
	} else if notice != "" {
		e.note("%s", notice)
	}
	for _, file := range w.Damaged() {
		e.note("a damaged progress file was kept; remove it when you do not need it: %s", file)
	}
}

func (e *examination) catalogue(d *desk) {
	c, err := d.catalogue()
	if err != nil {
		e.wrong("%v", err)
		return
	}
	e.good("%s", counted(len(c.Labs)))
	e.pages(c)
}

package cli

import (
	"fmt"
	"os"
	"os/signal"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl"
	"lab/repl/line"
	"lab/repl/live"
	"lab/repl/walk"
	"lab/repl/workbook"
)

func runCommand(d *desk) *cobra.Command {
	var otherPorts bool
	cmd := &cobra.Command{
		Use:               "run N",
		Short:             "Open a lab: its guide, and a prompt on each of its nodes",
		ValidArgsFunction: d.labIDs,
		Long: "Open a lab: its guide, and a prompt on each of its nodes. If there is no workbook yet, one is\n" +
			"created in the current folder. Without a terminal, the same steps are a plain walk-through.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, w, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			return d.runLab(cmd, l, w, p, otherPorts)
		},
	}
	cmd.Flags().BoolVar(&otherPorts, "other-ports", false, "use free ports for the lab's pages if its own are taken")
	return cmd
}

// runLab opens a lab on the screen, followed by the labs that the student opens next. Without a
// terminal it walks through the lab in plain text.
func (d *desk) runLab(cmd *cobra.Command, l *catalogue.Lab, w *book.Workbook, p *book.Progress, otherPorts bool) error {
	if err := layOut(w, cmd.OutOrStdout(), false); err != nil {
		return err
	}
	if interactive() {
		_, err := d.runScreens(l, w, p, otherPorts)
		return err
	}
	shuffle, err := w.Shuffle()
	if err != nil {
		return err
	}
	driver, err := newDriver(l, w, p, otherPorts, false)
	if err != nil {
		return err
	}
	defer driver.Close()
	walk := walk.New(l, p.Lab(l.ID), shuffle, driver, cmd.InOrStdin(), cmd.OutOrStdout(), !term.IsTerminal(os.Stdin.Fd()))
	typed, err := w.LastTyped(l)
	if err != nil {
		return err
	}
	walk.Back(typed)
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	walk.InterruptBy(interrupts)
	return walk.Run()
}

// runScreens shows the workbook of a lab, and then of each lab that the student opens next. It
// returns the last lab.
func (d *desk) runScreens(l *catalogue.Lab, w *book.Workbook, p *book.Progress, otherPorts bool) (*catalogue.Lab, error) {
	c, err := d.catalogue()
	if err != nil {
		return l, err
	}
	for {
		next, err := d.runScreen(c, l, w, p, otherPorts)
		if err != nil || next == nil {
			return l, err
		}
		l = next
	}
}

func newDriver(l *catalogue.Lab, w *book.Workbook, p *book.Progress, otherPorts, screen bool) (*live.Driver, error) {
	g, err := grader()
	if err != nil {
		return nil, err
	}
	colours := screen && repl.Colourful()
	return live.New(live.Config{Lab: l, Workbook: w, Progress: p, Grader: g, OtherPorts: otherPorts, Colours: colours, Interrupts: screen}), nil
}

// runScreen shows the workbook until the student leaves. It returns the lab that the student opens
// next, or nil.
func (d *desk) runScreen(c *catalogue.Catalogue, l *catalogue.Lab, w *book.Workbook, p *book.Progress, otherPorts bool) (*catalogue.Lab, error) {
	shuffle, err := w.Shuffle()
	if err != nil {
		return nil, err
	}
	driver, err := newDriver(l, w, p, otherPorts, true)
	if err != nil {
		return nil, err
	}
	defer driver.Close()
	history, err := line.OpenHistory(historyFile())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	defer func() { _ = history.Save() }()
	m := workbook.New(l, p.Lab(l.ID), shuffle, driver, history)
	typed, err := w.LastTyped(l)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	m.Back(typed)
	m.ChooseTheme(d.theme)
	m.OnEnd(func() *catalogue.Lab { return session.NextAfter(c.Labs, p, l) })
	program := tea.NewProgram(m)
	err = onScreen(program, driver)
	return m.Onward(), err
}

// onScreen runs a screen and starts the nodes of its lab in the background. If the start fails, the
// screen ends. onScreen returns when the screen has ended.
func onScreen(program *tea.Program, driver *live.Driver) error {
	go driver.Deliver(func(msg any) { program.Send(msg) })
	failed := make(chan error, 1)
	go func() {
		if err := driver.Start(); err != nil {
			failed <- err
			program.Quit()
		}
	}()
	_, err := program.Run()
	select {
	case err = <-failed:
	default:
	}
	return err
}

package cli

import (
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"lab/labs"
	"lab/repl"
	"lab/repl/line"
	"lab/repl/live"
	"lab/repl/walk"
	"lab/repl/workbook"
)

func runCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:               "run N",
		Short:             "Open a lab: its guide, and a prompt on each of its nodes",
		ValidArgsFunction: d.labIDs,
		Long: "Open a lab: its guide, and a prompt on each of its nodes. Where there is no workbook yet, one is laid\n" +
			"out in the current folder. Without a terminal it is a plain walk-through of the same steps.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, w, p, err := d.open(cmd, args[0])
			if err != nil {
				return err
			}
			if err := layOut(w, cmd.OutOrStdout(), false); err != nil {
				return err
			}
			command, err := nodeRunner()
			if err != nil {
				return err
			}
			screen := interactive()
			driver := live.New(live.Config{Lab: l, Workbook: w, Progress: p, Command: command,
				Colours: screen && repl.Colourful()})
			defer driver.Close()
			if !screen {
				return walk.New(l, p.Lab(l.ID), driver, cmd.InOrStdin(), cmd.OutOrStdout(), !term.IsTerminal(os.Stdin.Fd())).Run()
			}
			return runScreen(l, p, driver)
		},
	}
}

// runScreen shows the workbook until the student leaves.
func runScreen(l *labs.Lab, p *labs.Progress, driver *live.Driver) error {
	history, err := line.OpenHistory(historyFile())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	defer func() { _ = history.Save() }()
	program := tea.NewProgram(workbook.New(l, p.Lab(l.ID), driver, history))
	go driver.Deliver(func(msg any) { program.Send(msg) })
	failed := make(chan error, 1)
	go func() {
		if err := driver.Start(); err != nil {
			failed <- err
			program.Quit()
		}
	}()
	_, err = program.Run()
	select {
	case err = <-failed:
	default:
	}
	return err
}

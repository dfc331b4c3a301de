package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	cluster "lab/labs/observe"
	"lab/labs/observe/probe"
	"lab/repl/observe"
	"lab/repl/observe/web"
)

// settleTime is the longest wait for the nodes to settle before a snapshot is printed.
const settleTime = 10 * time.Second

func observeCommand(d *desk) *cobra.Command {
	var cfg probe.Config
	var once, browser bool
	var port int
	cmd := &cobra.Command{
		Use:   "observe [NODE]",
		Short: "Watch a running cluster of lab or Erlang nodes, and inject faults",
		Long: "Watch a running cluster from outside: its map, processes, names, tables, supervision trees and timeline. Kill and freeze\n" +
			"nodes, cut and heal links. The nodes run lab, Erlang or Elixir on this machine; nothing is installed on them.\n" +
			"docs/observe.md lists the requests to a node.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				cfg.Node = args[0]
			}
			o, err := d.probe(cfg)
			if err != nil {
				return err
			}
			defer o.Close()
			if browser {
				return watchPage(cmd, o, port)
			}
			if once || !interactive() {
				return showOnce(cmd, o)
			}
			return d.watchScreen(cmd, o)
		},
	}
	cmd.Flags().StringVar(&cfg.Cookie, "cookie", "", "the cookie of the cluster (default: your cookie of lab, then of Erlang)")
	cmd.Flags().BoolVar(&once, "once", false, "print a report as text, and end")
	cmd.Flags().BoolVar(&browser, "web", false, "serve a page for a browser on this machine, until ctrl+c")
	cmd.Flags().IntVar(&port, "port", 0, "the port of the page (default: any free port)")
	return cmd
}

// probe returns an observer of the lab that runs in this workbook. If no lab runs there, if the lab
// cannot be observed, or if ERL_EPMD_PORT is set, the observer watches the nodes of this machine.
// If the lab refuses its own recorded cookie, probe returns that error.
func (d *desk) probe(cfg probe.Config) (*probe.Observer, error) {
	if os.Getenv("ERL_EPMD_PORT") != "" {
		return probe.Start(cfg)
	}
	if w, err := d.workbook(); err == nil {
		if r, ok := w.Running(); ok {
			lab := cfg
			lab.EpmdPort, lab.Cookie = r.Epmd, cmp.Or(cfg.Cookie, r.Cookie)
			o, err := probe.Start(lab)
			var refused *probe.ConnectError
			if err == nil || errors.As(err, &refused) && refused.Cookie() && cfg.Cookie == "" {
				return o, err
			} // the lab ended without cleaning up, or the user means another cluster
		}
	}
	return probe.Start(cfg)
}

// watchPage serves the cluster as a web page until it is interrupted.
func watchPage(cmd *cobra.Command, o *probe.Observer, port int) error {
	s, err := web.Listen(o, port)
	if err != nil {
		return err
	}
	defer s.Close()
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	fmt.Fprintf(cmd.OutOrStdout(), "The cluster is at %s\nThe address is a secret: it lets a browser kill and cut the nodes. Ctrl+C ends.\n", s.Address())
	feed(ctx, o, func(cluster.Snapshot) { s.Tell() })
	return nil
}

// watchScreen shows the cluster on the screen until the user leaves.
func (d *desk) watchScreen(cmd *cobra.Command, o *probe.Observer) error {
	ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	m := observe.New(o)
	m.ChooseTheme(d.theme)
	program := tea.NewProgram(m, tea.WithContext(ctx))
	go feed(ctx, o, func(s cluster.Snapshot) { program.Send(observe.Seen(s)) })
	if _, err := program.Run(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("the screen: %w", err)
	}
	return nil
}

// feed calls tell with a snapshot at each change of the cluster. It also calls tell every second,
// because the view shows the time that has passed.
func feed(ctx context.Context, o *probe.Observer, tell func(cluster.Snapshot)) {
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		tell(o.Snapshot())
		select {
		case <-ctx.Done():
			return
		case <-o.News():
		case <-again.C:
		}
	}
}

// showOnce prints a snapshot as text.
func showOnce(cmd *cobra.Command, o *probe.Observer) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), settleTime)
	defer cancel()
	if err := o.Settled(ctx); err != nil {
		return fmt.Errorf("waiting for the nodes to answer: %w", err)
	}
	return o.Snapshot().Write(cmd.OutOrStdout())
}

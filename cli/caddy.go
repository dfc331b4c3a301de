package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"lab/labs/caddy"
	"lab/labs/ports"
)

// caddyCommand returns the command that runs Caddy as a proxy in front of the nodes' web servers.
func caddyCommand(d *desk) *cobra.Command {
	c := &caddyApp{desk: d}
	cmd := &cobra.Command{
		Use:   "caddy",
		Short: "Run Caddy, the proxy in front of the nodes' web servers",
		Long: `Runs the real Caddy with your Caddyfile. Caddy listens only on this machine's loopback, signs its
own certificates, and keeps them in the workbook's folder. A file that would leave this machine or
its own folder is rejected.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&c.file, "config", "", "the Caddyfile (default: the one in this folder, or the workbook's)")
	run := &cobra.Command{
		Use:   "run",
		Short: "Run Caddy until Ctrl-C",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	run.Flags().StringArrayVar(&c.ports, "port", nil, "use another port: OLD=NEW, or NEW if the file has a single port (repeatable)")
	cmd.AddCommand(run,
		c.fileCommand("adapt", "Show what a Caddyfile means, as Caddy's JSON", func(ctx context.Context, r *caddy.Runner, stdout io.Writer, file string) error {
			config, err := r.Adapt(ctx, file, "--pretty")
			_, _ = stdout.Write(config)
			return err
		}),
		c.fileCommand("validate", "Check a Caddyfile", func(ctx context.Context, r *caddy.Runner, stdout io.Writer, file string) error {
			return r.Validate(ctx, stdout, file)
		}),
		c.plainCommand("trust", "Let this machine's browsers accept Caddy's certificates", func(r *caddy.Runner, ctx context.Context, _ io.Writer) error { return r.Trust(ctx) }),
		c.plainCommand("untrust", "Undo lab caddy trust", func(r *caddy.Runner, ctx context.Context, _ io.Writer) error { return r.Untrust(ctx) }),
		c.plainCommand("version", "Print the version of Caddy", (*caddy.Runner).Version),
	)
	return cmd
}

// guardCommand returns the hidden command that runs a program until standard input closes, so the
// program cannot outlive its parent.
func guardCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "guard PROGRAM [ARGUMENT…]",
		Short:              "Run a program until the input ends",
		Hidden:             true,
		Args:               cobra.MinimumNArgs(1),
		DisableFlagParsing: true,
		RunE: func(_ *cobra.Command, args []string) error {
			if code := caddy.Guard(args, os.Stdin); code != 0 {
				return &ExitError{code}
			}
			return nil
		},
	}
}

type caddyApp struct {
	*desk
	file  string
	ports []string
}

func (c *caddyApp) runner(ctx context.Context, stderr io.Writer) (*caddy.Runner, error) {
	w, err := c.workbook()
	if err != nil {
		return nil, err
	}
	program, err := caddy.Find(ctx, stderr)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &caddy.Runner{Program: program, Guard: []string{self, "guard"}, Stderr: stderr, Options: caddy.Options{Data: w.CaddyDir()}}, nil
}

// caddyfile returns the file that --config names, whether or not it exists. Without --config, it
// returns the Caddyfile of the current folder, or else the Caddyfile of the workbook's project. It
// returns an error if neither exists.
func (c *caddyApp) caddyfile() (string, error) {
	if c.file != "" {
		return c.file, nil
	}
	w, err := c.workbook()
	if err != nil {
		return "", err
	}
	for _, file := range []string{"Caddyfile", filepath.Join(w.ProjectDir(), "Caddyfile")} {
		if _, err := os.Stat(file); err == nil {
			return file, nil
		}
	}
	return "", errors.New("there is no Caddyfile here: create one in phoenix_hello with lab new, or name one with --config FILE")
}

func (c *caddyApp) run(cmd *cobra.Command) error {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	file, err := c.caddyfile()
	if err != nil {
		return err
	}
	r, err := c.runner(ctx, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if r.Ports, err = otherPorts(c.ports); err != nil {
		return err
	}
	p, err := r.Start(ctx, file)
	var taken *ports.TakenError
	switch {
	case errors.As(err, &taken):
		return fmt.Errorf("%w: end it, or use another port: lab caddy run --port %d", taken, taken.Port+1)
	case err != nil:
		return caddyError(err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "Caddy answers at %s (Ctrl-C ends it). Browsers warn of its certificate until you run: lab caddy trust\n", p.URL())
	go func() {
		<-ctx.Done()
		_ = p.Stop()
	}()
	if err := p.Wait(); ctx.Err() == nil {
		return caddyError(err)
	}
	return nil
}

// caddyError reduces an error that Caddy already printed to its exit status, and returns any other
// error unchanged.
func caddyError(err error) error {
	var told *caddy.ReportedError
	if errors.As(err, &told) {
		return &ExitError{told.Code}
	}
	return err
}

// otherPorts parses the values of --port into a map from the old port to the new port. A value
// without an old port has the key 0.
func otherPorts(flags []string) (map[int]int, error) {
	all := map[int]int{}
	for _, flag := range flags {
		from, to, two := strings.Cut(flag, "=")
		if !two {
			from, to = "0", flag
		}
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || a < 0 || a > 65535 || b < 1 || b > 65535 {
			return nil, fmt.Errorf("--port %s: write NEW or OLD=NEW, with ports up to 65535", flag)
		}
		all[a] = b
	}
	return all, nil
}

// fileCommand returns a command that runs one of Caddy's own commands on the configuration file.
func (c *caddyApp) fileCommand(name, short string, do func(ctx context.Context, r *caddy.Runner, stdout io.Writer, file string) error) *cobra.Command {
	return &cobra.Command{
		Use:   name,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := c.caddyfile()
			if err != nil {
				return err
			}
			r, err := c.runner(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			return caddyError(do(cmd.Context(), r, cmd.OutOrStdout(), file))
		},
	}
}

// plainCommand returns a subcommand that needs no Caddyfile. The subcommand calls do.
func (c *caddyApp) plainCommand(name, short string, do func(r *caddy.Runner, ctx context.Context, stdout io.Writer) error) *cobra.Command {
	return &cobra.Command{
		Use:   name,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := c.runner(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			return caddyError(do(r, cmd.Context(), cmd.OutOrStdout()))
		},
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lab/runtime/dist/epmd"
)

func epmdCommand() *cobra.Command {
	var port int
	var idle time.Duration
	var names, daemon bool
	cmd := &cobra.Command{
		Use:   "epmd",
		Short: "Run the port mapper of the nodes on this machine",
		Long: "Run the Erlang Port Mapper Daemon on the loopback address. A node starts it if none is\n" +
			"running. It ends when no node has been alive for a while.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch client := (epmd.Client{Port: port}); {
			case names:
				return sayNames(cmd.OutOrStdout(), client)
			case daemon:
				self, err := os.Executable()
				if err != nil {
					return fmt.Errorf("finding this program: %w", err)
				}
				return client.Ensure(self, "epmd", "--port", strconv.Itoa(port))
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			ln, err := epmd.Listen(port)
			if errors.Is(err, syscall.EADDRINUSE) {
				return nil // another process started epmd first
			}
			if err != nil {
				return err
			}
			return (&epmd.Server{Idle: idle, Broken: func(err error) { cmd.PrintErrln(err) }}).Serve(ctx, ln)
		},
	}
	cmd.Flags().IntVar(&port, "port", epmd.Port(), "the port to listen on")
	cmd.Flags().DurationVar(&idle, "idle", 0, "end after this time without a node (0: never)")
	cmd.Flags().BoolVar(&names, "names", false, "print the running nodes, and end")
	cmd.Flags().BoolVar(&daemon, "daemon", false, "run in the background")
	return cmd
}

// sayNames prints the registered names in the format of Erlang's epmd.
func sayNames(out io.Writer, c epmd.Client) error {
	all, err := c.Names("127.0.0.1")
	if err != nil {
		// This is the error text of Erlang's epmd.
		return errors.New("epmd: Cannot connect to local epmd")
	}
	fmt.Fprintf(out, "epmd: up and running on port %d with data:\n", c.Port)
	for _, n := range all {
		fmt.Fprintf(out, "name %s at port %d\n", n.Name, n.Port)
	}
	return nil
}

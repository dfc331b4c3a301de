package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lab/runtime/dist/epmd"
)

func epmdCommand() *cobra.Command {
	var port int
	var idle time.Duration
	cmd := &cobra.Command{
		Use:   "epmd",
		Short: "Run the service that knows which nodes are alive on this machine",
		Long: "Run the Erlang Port Mapper Daemon's protocol on the loopback address. Nodes start it\n" +
			"by themselves where none answers; it ends when no node has been alive for a while.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			ln, err := epmd.Listen(port)
			if errors.Is(err, syscall.EADDRINUSE) {
				return nil // another was quicker
			}
			if err != nil {
				return err
			}
			return (&epmd.Server{Idle: idle, Broken: func(err error) { cmd.PrintErrln(err) }}).Serve(ctx, ln)
		},
	}
	cmd.Flags().IntVar(&port, "port", epmd.Port(), "the port to answer at")
	cmd.Flags().DurationVar(&idle, "idle", 0, "end after so long without a node (0: never)")
	return cmd
}

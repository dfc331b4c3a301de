package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lab/repl"
	"lab/runtime/node"
)

// peerCommand returns the hidden command that runs a node for the :peer module of another node.
// The node ends when the other node ends it or is gone.
func peerCommand() *cobra.Command {
	var f nodeFlags
	cmd := &cobra.Command{
		Use:    "peer",
		Short:  "Run a node that a program of another node started",
		Args:   cobra.ArbitraryArgs,
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			line, cookie, err := node.NewPeerLine(os.Stdin, os.Stdout)
			if err != nil {
				return fmt.Errorf("reading the cookie: %w", err)
			}
			if f.cookie == "" {
				f.cookie = cookie
			}
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			n.SetArgs(args)
			repl.Attach(n.Machine(), repl.NewPlain(strings.NewReader(""), line), os.Stderr)
			onHalt(n, func() {})
			return line.Serve(n)
		},
	}
	f.add(cmd.Flags())
	return cmd
}

// peerStarter returns the command line that runs this binary as a peer, or nil if its path cannot
// be found.
func peerStarter() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "peer"}
}

package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// mixCommand returns the command mix. All of its arguments are a Mix task and the task's
// arguments.
func mixCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "mix [TASK] [ARGUMENTS]",
		Short:              "Run a task of the Mix project in this folder",
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1 && (args[0] == "-v" || args[0] == "--version"):
				fmt.Print(banner())
				fmt.Println("Mix 1.18.4 (compiled with Erlang/OTP 25)")
				return nil
			case len(args) == 1 && (args[0] == "-h" || args[0] == "--help"):
				args = []string{"help"}
			case len(args) == 0:
				args = []string{"run"}
			}
			f := nodeFlags{script: "mix", given: func(string) bool { return false }}
			f.defaults()
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			p := newProgram(n.Machine())
			f.ended = p.ended
			onHalt(n, func() {})
			return p.atExit(f.load(p.shell, n, args))
		},
	}
}

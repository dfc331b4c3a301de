package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"lab/repl"
	"lab/repl/line"
	"lab/runtime/node"
	terms "lab/runtime/term"
	"lab/runtime/vm"
)

func iexCommand() *cobra.Command {
	f := nodeFlags{prompt: true}
	var remsh, dotIEx string
	var version bool
	cmd := &cobra.Command{
		Use:   "iex [FILE] [ARGUMENTS]",
		Short: "Start a prompt",
		RunE: func(cmd *cobra.Command, args []string) error {
			if version {
				fmt.Print(banner())
				fmt.Println("IEx 1.18.4 (compiled with Erlang/OTP 25)")
				return nil
			}
			if remsh != "" && f.sname == "" && f.name == "" {
				f.sname, f.hidden = fmt.Sprintf("rem-%d@localhost", os.Getpid()), true
			}
			var opts []terms.Term
			if remsh == "" { // with --remsh, the end of the input must not end the remote node
				opts = append(opts, terms.Tup(terms.Sym("on_eof"), terms.Sym("halt")))
			}
			if cmd.Flags().Changed("dot-iex") {
				opts = append(opts, terms.Tup(terms.Sym("dot_iex"), terms.Str(dotIEx)))
			}
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			start := func(s *repl.Shell) error {
				if err := f.load(s, n, args); err != nil {
					return err
				}
				if remsh != "" {
					return s.Remote(remsh, opts...)
				}
				return s.Prompt(opts...)
			}
			if interactive() {
				return promptInTerminal(n, start)
			}
			s := repl.Attach(n.Machine(), repl.NewPlain(os.Stdin, os.Stdout), os.Stderr)
			onHalt(n, func() {})
			return start(s)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&remsh, "remsh", "", "open the prompt of another node, NAME@HOST")
	cmd.Flags().StringVar(&dotIEx, "dot-iex", "", "evaluate this file first, instead of .iex.exs")
	cmd.Flags().BoolVar(&version, "version", false, "print the version of Elixir")
	cmd.Flags().SetInterspersed(false)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagRefusal(err) })
	return cmd
}

// interactive reports whether standard input and output are both a terminal that can move its
// cursor. A terminal with TERM=dumb cannot.
func interactive() bool {
	return term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd()) && os.Getenv("TERM") != "dumb"
}

// promptInTerminal runs start with a line editor on the terminal.
func promptInTerminal(n *node.Node, start func(*repl.Shell) error) error {
	history, err := line.OpenHistory(historyFile())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	var s *repl.Shell
	in := repl.NewInline(repl.InlineConfig{
		History:   history,
		Complete:  func(before string) repl.Completion { return s.Complete(before) },
		Highlight: repl.Highlight,
		Interrupt: func() { s.Interrupt() },
	}, os.Stdout)
	s = repl.Attach(n.Machine(), in, printer{in})
	restore := func() {
		in.Close()
		in.Wait()
		_ = history.Save()
	}
	onHalt(n, restore)
	fmt.Print(banner())
	result := make(chan error, 1)
	go func() {
		s.Colours(repl.Colourful())
		result <- start(s)
		in.Close()
	}()
	left, err := in.Run()
	_ = history.Save()
	if left || err != nil {
		return err
	}
	return <-result
}

// banner returns the line that the Erlang emulator prints at its start, before iex's own banner.
func banner() string {
	cores := runtime.NumCPU()
	return fmt.Sprintf("Erlang/OTP 25 [lab] [64-bit] [smp:%d:%d]\n\n", cores, cores)
}

// printer adapts a terminal to io.Writer.
type printer struct{ repl.Terminal }

func (p printer) Write(b []byte) (int, error) {
	p.Print(string(b))
	return len(b), nil
}

var _ io.Writer = printer{}

// historyFile returns the path of the prompt's history, or "" if there is no configuration folder.
func historyFile() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "lab", "history")
}

// onHalt restores the terminal before a program ends the node.
func onHalt(n *node.Node, restore func()) {
	n.OnHalt(func(code int, _ []vm.StackEntry) {
		restore()
		os.Exit(code)
	})
}

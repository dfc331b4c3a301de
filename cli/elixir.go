package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lab/repl"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

func elixirCommand() *cobra.Command {
	var f nodeFlags
	var version, stay bool
	cmd := &cobra.Command{
		Use:   "elixir [FILE.exs] [ARGUMENTS]",
		Short: "Run a file or an expression of Elixir",
		RunE: func(_ *cobra.Command, args []string) error {
			if version {
				fmt.Print(banner())
				fmt.Println("Elixir 1.18.4 (compiled with Erlang/OTP 25)")
				return nil
			}
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			p := newProgram(n.Machine())
			f.ended = p.ended
			onHalt(n, func() {})
			loaded := f.load(p.shell, n, args)
			if stay && loaded == nil {
				select {} // until the program or a signal ends the node
			}
			return p.atExit(loaded)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().BoolVar(&version, "version", false, "print the version of Elixir")
	cmd.Flags().BoolVar(&stay, "no-halt", false, "keep the node running after the end of the script")
	cmd.Flags().SetInterspersed(false)
	return cmd
}

// atExit runs the functions that the program registered with System.at_exit. The argument err is
// the error of the script, or nil if the script succeeded.
func (p program) atExit(err error) error {
	s, status := p.shell, 0
	var exit *ExitError
	switch {
	case errors.As(err, &exit):
		status = exit.Code
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	hooks := "run_at_exit"
	if p.ended.Swap(false) {
		hooks = "call_at_exit" // at once
	}
	last, hookErr := s.Run("Kernel.CLI", hooks, term.Int(int64(status)))
	if hookErr != nil {
		return errors.New(strings.TrimSuffix(s.Explain(hookErr), "\n"))
	}
	if code, ok := last.AsInt(); ok && code != 0 {
		return &ExitError{Code: int(code & 0xff)}
	}
	return nil
}

// shutdownStatus returns the exit status of a program that ended with an exit but did not fail:
// N for {:shutdown, N}, and 0 for :normal, :shutdown and other forms of :shutdown.
func shutdownStatus(err error) (int, bool) {
	var e *vm.Exception
	if !errors.As(err, &e) || e.Class.String() != "exit" || e.Ended != nil {
		return 0, false
	}
	shutdown := term.Intern("shutdown")
	if e.Reason.Is(term.Intern("normal")) || e.Reason.Is(shutdown) {
		return 0, true
	}
	reason := e.Reason.Elems()
	if len(reason) != 2 || !reason[0].Is(shutdown) {
		return 0, false
	}
	code, _ := reason[1].AsInt()
	return int(code & 0xff), true
}

// mayRead lets the node read the files named on the command line, wherever they are. The node may
// read other files only within its own folder.
func mayRead(n *node.Node, files []string) {
	named := map[string]bool{}
	for _, file := range files {
		if abs, err := filepath.Abs(file); err == nil {
			named[abs] = true
		}
	}
	within := n.Code().ReadFile
	n.Code().ReadFile = func(name string) ([]byte, error) {
		if abs, err := filepath.Abs(name); err == nil && named[abs] {
			return os.ReadFile(abs)
		}
		return within(name)
	}
}

// load requires the files, evaluates the expressions and runs the script of the command line. The
// script is the first of args, and System.argv returns the rest. With -S mix, args are a Mix task
// and its arguments.
func (f *nodeFlags) load(s *repl.Shell, n *node.Node, args []string) error {
	mix := f.script == "mix"
	if f.script != "" && !mix {
		return fmt.Errorf("-S %s is not supported: lab supports only -S mix", f.script)
	}
	var scripts []string
	if !mix && len(args) > 0 {
		scripts, args = args[:1], args[1:]
	}
	n.SetArgs(args)
	mayRead(n, slices.Concat(f.require, scripts))
	run := func(mod, fn string, a ...term.Term) error {
		if _, err := s.Run(mod, fn, a...); err != nil {
			if code, ok := shutdownStatus(err); ok {
				return &ExitError{Code: code}
			}
			if f.ended != nil && bySignal(err) {
				f.ended.Store(true)
			}
			return errors.New(strings.TrimSuffix(s.Explain(err), "\n")) // Main prints it after the prompt has restored the terminal
		}
		return nil
	}
	for _, file := range f.require {
		if !isFile(file) {
			return fmt.Errorf("-r : No files matched pattern %s", file)
		}
		if err := run("Code", "require_file", term.Str(file)); err != nil {
			return err
		}
	}
	if mix && f.inside != "." {
		if err := run("File", "cd!", term.Str(f.inside)); err != nil {
			return err
		}
	}
	if mix {
		if err := run("Mix.CLI", "main", words(args), term.Bool(f.prompt)); err != nil {
			return err
		}
	}
	for _, text := range f.eval {
		if err := run("Code", "eval_string", term.Str(text), term.Empty, term.Empty); err != nil {
			return err
		}
	}
	for _, file := range scripts {
		if !isFile(file) {
			return noSuchFile(file)
		}
		if err := run("Code", "require_file", term.Str(file)); err != nil {
			return err
		}
	}
	return nil
}

// noSuchFile returns elixir's error for a missing file. If the name looks like a node's name, the
// error suggests --sname.
func noSuchFile(file string) error {
	text := "No file named " + file
	if name, host, ok := strings.Cut(file, "@"); ok && name != "" && host != "" {
		text += "\n(to name a node, use --sname or --name: iex --sname " + file + ")"
	}
	return errors.New(text)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// words converts command-line words to an Elixir list of strings.
func words(args []string) term.Term {
	out := make([]term.Term, len(args))
	for i, a := range args {
		out[i] = term.Str(a)
	}
	return term.List(out...)
}

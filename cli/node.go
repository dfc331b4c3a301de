package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"lab/labs/beats"
	"lab/labs/pipe"
	"lab/repl"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// nodeCommand returns the hidden command that runs a node without a prompt until its input ends.
// The labs start their nodes with it.
func nodeCommand() *cobra.Command {
	f := nodeFlags{closed: true}
	var project, dir string
	var serve bool
	var limit time.Duration
	cmd := &cobra.Command{
		Use:    "node",
		Short:  "Run a node without a prompt until its input ends",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			if project != "" {
				dir = project
			}
			if dir != "" {
				if err := os.Chdir(dir); err != nil {
					return fmt.Errorf("going to the node's folder: %w", err)
				}
			}
			boot, err := pipe.ReadBoot(os.Stdin)
			if err != nil {
				return err
			}
			f.cookie = boot.Cookie
			n, err := f.startNode()
			if err != nil {
				return err
			}
			defer n.Close()
			line := pipe.NewServer(boot, os.Stdout)
			// Errors go where all other output goes, so they stay in order.
			s := repl.Attach(n.Machine(), repl.NewPlain(strings.NewReader(""), line), line)
			if err := s.PromptsElsewhere(); err != nil {
				return err
			}
			n.OnHalt(func(code int, by []vm.StackEntry) {
				line.Halting(code, by)
				os.Exit(code)
			})
			n.OnStop(line.Stopping)
			line.Attend(n)
			ended := make(chan error, 1)
			go func() { ended <- line.Serve(os.Stdin) }()
			if serve {
				// `mix phx.server` sets this before it starts the application.
				if _, err := n.Machine().Call(term.Intern("application"), term.Intern("set_env"), term.Sym("phoenix"), term.Sym("serve_endpoints"), term.True); err != nil {
					return err
				}
			}
			loaded := make(chan bool, 1)
			go func() { loaded <- project == "" || loads(n, s, line, limit) }()
			for {
				select {
				case ok := <-loaded:
					line.Loaded(ok)
				case <-ended: // the node ends when its input ends
					stopApplications(n)
					return nil
				}
			}
		},
	}
	f.patience = compilePatience
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&project, "project", "", "load the mix project in this folder")
	cmd.Flags().BoolVar(&serve, "serve", false, "start the project's web server too")
	cmd.Flags().BoolVar(&f.brief, "brief", false, "tune garbage collection for a node that runs only for seconds")
	cmd.Flags().IntVar(&f.slack, "slack", 1, "tolerate a silence of peers that is this many times longer than usual")
	cmd.Flags().DurationVar(&limit, "load-time", 0, "the time limit for loading a project, in the node's own time (0: none)")
	cmd.Flags().StringVar(&dir, "dir", "", "run in this folder")
	return cmd
}

// A project whose start exceeds one of these limits counts as endless. Compiling one file has the
// limits compilePatience. The whole start has the limits loadPatience.
var (
	compilePatience = vm.Patience{Work: 10e6, Idle: 7 * time.Second}
	loadPatience    = vm.Patience{Work: 20e6, Idle: 8 * time.Second}
)

// loads runs loadProject and returns false if the project failed to load or does not terminate. The
// limit is in the node's own time, because many nodes may share a machine. A limit of 0 means no
// limit.
func loads(n *node.Node, s *repl.Shell, out io.Writer, limit time.Duration) bool {
	loaded, endless := make(chan bool, 1), make(chan *vm.Process, 1)
	var loader atomic.Pointer[vm.Process]
	done := n.Machine().Watch(loadPatience, vm.Watched{
		Processes: func() []*vm.Process {
			all := n.Machine().All()
			if p := loader.Load(); p != nil {
				all = append(all, p) // the other processes work for the loader
			}
			return all
		},
		Busy:    n.Code().Loading,
		Endless: func(p *vm.Process) { endless <- p },
	})
	defer done()
	defer n.Code().LimitScripts(compilePatience)()
	go func() { loaded <- loadProject(s, out, loader.Store) }()
	var late <-chan struct{}
	if limit > 0 {
		var stop func()
		late, stop = beats.Own(limit)
		defer stop()
	}
	var p *vm.Process
	select {
	case ok := <-loaded:
		return ok
	case p = <-endless:
	case <-late:
	}
	where := n.Code().Stuck(p)
	if where != "" {
		where = " (it was at " + where + ")"
	}
	fmt.Fprintf(out, "the project does not finish its start%s: check the code that runs when its files are loaded\n", where)
	return false
}

// stopTimeout is the time that the applications of a node have to stop.
const stopTimeout = 2 * time.Second

// stopApplications stops the applications of the project, like :init.stop/0. They can still send
// messages to other nodes while they stop.
func stopApplications(n *node.Node) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = n.Machine().Call(term.Intern("application"), term.Intern("stop_all")) // the node ends even if this fails
	}()
	select {
	case <-done:
	case <-time.After(stopTimeout):
	}
}

// loadProject loads the project of the current folder. It calls started with the process that loads
// the project. If the result is false, the errors have been printed.
func loadProject(s *repl.Shell, out io.Writer, started func(*vm.Process)) bool {
	v, err := s.RunAs(started, "Mix.CLI", "load_project")
	if err != nil {
		fmt.Fprintln(out, strings.TrimRight(s.Explain(err), "\n"))
		return false
	}
	e := v.Elems()
	return len(e) == 0 || !e[0].Is(term.AError)
}

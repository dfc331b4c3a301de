package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
	"lab/repl/live"
	"lab/repl/paint"
	"lab/repl/present"
)

func presentCommand(d *desk) *cobra.Command {
	var notes, check, otherPorts bool
	var at string
	cmd := &cobra.Command{
		Use:               "present N",
		Short:             "Give a lab as a talk, on real nodes",
		ValidArgsFunction: d.labIDs,
		Long: "Give a lab as a talk, one thing at a time, in large letters, on real nodes and in a separate folder. Commands type\n" +
			"themselves; if you type, you take over. The talk stops for predictions, and shows them beside the result. → goes on,\n" +
			"← goes back. In a second terminal, lab present --notes shows the speaker's notes, the next step and the time.\n" +
			"--check plays all steps without a screen and reports unexpected results; the exit status is then 1.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := d.workbook()
			if err != nil {
				return err
			}
			if notes {
				return followTalk(w)
			}
			if len(args) == 0 {
				return errors.New("which lab? lab list lists the labs; lab present 0 presents the first")
			}
			l, err := d.lab(args[0])
			if err != nil {
				return err
			}
			step, err := stepOf(l, at)
			if err != nil {
				return err
			}
			if check {
				return d.checkTalk(cmd.OutOrStdout(), l)
			}
			if !interactive() {
				return errors.New("a talk needs a terminal; lab present --check plays it without one")
			}
			return d.talk(l, w, step, otherPorts)
		},
	}
	cmd.Flags().BoolVar(&notes, "notes", false, "show the speaker's notes of the running talk in this workbook")
	cmd.Flags().BoolVar(&check, "check", false, "play all steps without a screen, and report unexpected results")
	cmd.Flags().StringVar(&at, "at", "", "begin at this step (its id or number), with the nodes prepared for it")
	cmd.Flags().BoolVar(&otherPorts, "other-ports", false, "use free ports for the lab's pages if its own are taken")
	return cmd
}

// stepOf returns the position of the step with the given id or number.
func stepOf(l *catalogue.Lab, name string) (int, error) {
	if name == "" {
		return 0, nil
	}
	if i := l.Step(name); i >= 0 {
		return i, nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(l.Steps) {
		return n - 1, nil
	}
	var ids []string
	for _, s := range l.Steps {
		ids = append(ids, s.ID)
	}
	return 0, fmt.Errorf("lab %s has no step %q; its steps are %s, or 1 to %d", l.ID, name, strings.Join(ids, ", "), len(l.Steps))
}

// A talkDriver holds the driver of a talk and the temporary folder of its workbook. The folder is
// removed after the talk.
type talkDriver struct {
	driver *live.Driver
	dir    string
}

// newTalkDriver lays out a workbook for the talk and creates a driver for it.
func (d *desk) newTalkDriver(l *catalogue.Lab, otherPorts, colours bool) (*talkDriver, error) {
	exercises, err := d.exercises()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "lab-talk-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the talk: %w", err)
	}
	v := &talkDriver{dir: dir}
	w, err := book.Open(dir, exercises)
	if err == nil {
		err = layOut(w, io.Discard, false)
	}
	var p *book.Progress
	if err == nil {
		p, err = d.progress(w, io.Discard)
	}
	if err == nil {
		v.driver, err = newDriver(l, w, p, otherPorts, colours)
	}
	if err != nil {
		v.close()
		return nil, err
	}
	return v, nil
}

func (v *talkDriver) close() {
	if v.driver != nil {
		v.driver.Close()
	}
	_ = os.RemoveAll(v.dir)
}

// talk presents a lab as a talk.
func (d *desk) talk(l *catalogue.Lab, w *book.Workbook, step int, otherPorts bool) error {
	v, err := d.newTalkDriver(l, otherPorts, true)
	if err != nil {
		return err
	}
	defer v.close()
	m := present.New(l, v.driver, d.theme, step)
	program := tea.NewProgram(m)
	line, err := present.Listen(w.Dir, func(k present.Remote) { program.Send(k) })
	if err != nil {
		return err
	}
	defer line.Close()
	m.Tell(line.Tell)
	return onScreen(program, v.driver)
}

// checkTalk plays a lab's talk and reports everything that was not as expected.
func (d *desk) checkTalk(out io.Writer, l *catalogue.Lab) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	v, err := d.newTalkDriver(l, true, false)
	if err != nil {
		return err
	}
	defer v.close()
	m := present.New(l, v.driver, paint.Dark, 0)
	wrong, err := playTalk(ctx, m, v.driver, nil, func() {})
	if err != nil {
		return err
	}
	for _, x := range m.ByHand() {
		fmt.Fprintf(out, "- lab %s, step %s\n", l.ID, x)
	}
	for _, x := range wrong {
		fmt.Fprintf(out, "✗ lab %s, step %s\n", l.ID, strings.ReplaceAll(x.String(), "\n", "\n    "))
	}
	if len(wrong) > 0 {
		return &ExitError{1}
	}
	fmt.Fprintf(out, "✓ lab %s: %d steps, each as expected\n", l.ID, len(l.Steps))
	return nil
}

// playTalk starts the nodes of a talk and plays it. It calls each after every event.
func playTalk(ctx context.Context, m *present.Model, driver *live.Driver, pace present.Pace, each func()) ([]present.Wrong, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages := make(chan any)
	go driver.Deliver(func(msg any) {
		select {
		case messages <- msg:
		case <-ctx.Done():
		}
	})
	failed := make(chan error, 1)
	go func() {
		if err := driver.Start(); err != nil {
			failed <- err
			cancel()
		}
	}()
	wrong := present.Play(ctx, m, pace, messages, each)
	select {
	case err := <-failed:
		return nil, err
	default:
	}
	return wrong, nil
}

// followTalk shows the speaker's notes.
func followTalk(w *book.Workbook) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	keys := make(chan present.Remote, 8)
	send := func(k present.Remote) {
		select {
		case keys <- k:
		default: // the talk is busy
		}
	}
	if !interactive() { // each state as a line, for programs
		return present.Follow(ctx, w.Dir, keys, func(s present.State) { fmt.Println(s.Step, s.Title) })
	}
	program := tea.NewProgram(present.NewSpeaker(send))
	failed := make(chan error, 1)
	go func() {
		err := present.Follow(ctx, w.Dir, keys, func(s present.State) { program.Send(s) })
		if err != nil {
			failed <- err
			program.Quit()
			return
		}
		program.Send(present.Over{})
	}()
	_, err := program.Run()
	select {
	case err = <-failed:
	default:
	}
	return err
}

package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/class"
	"lab/labs/grade"
	"lab/labs/report"
)

// gradeFlags are the flags of `lab grade`.
type gradeFlags struct {
	roster, out string
	labs        []string
	jobs        int
	limit       time.Duration
}

func gradeCommand(d *desk) *cobra.Command {
	var f gradeFlags
	cmd := &cobra.Command{
		Use:   "grade DIR...",
		Short: "Grade the submissions of a class",
		Long: "Grade the submissions of a class. Each folder, zip file or git repository in DIR is a submission, and so is DIR itself\n" +
			"if it contains a project. A copy of each is graded, several at once, and the reports are written to --out. A second run\n" +
			"grades only the changes. The exit status is 0 if all submissions were graded, whatever their marks, and 2 if the\n" +
			"machine prevented the grading of one.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			defer stop()
			if err := d.gradeClass(ctx, cmd, args, f); err != nil {
				if ctx.Err() != nil {
					err = fmt.Errorf("interrupted; the results so far are in %s, and the same command continues from there", f.out)
				}
				fmt.Fprintln(cmd.ErrOrStderr(), err)
				return &ExitError{int(report.Unable)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.roster, "roster", "", "the students of the class: a CSV file as exported by Canvas, Moodle or GitHub Classroom, or one name per line")
	cmd.Flags().StringSliceVar(&f.labs, "labs", nil, "grade only these labs, such as 1-3,quorum (default: all with checks), or the labs of this index file")
	cmd.Flags().StringVar(&f.out, "out", "graded", "the folder of the reports and of earlier results")
	cmd.Flags().IntVar(&f.jobs, "jobs", max(1, runtime.NumCPU()), "the number of submissions to grade at the same time")
	cmd.Flags().DurationVar(&f.limit, "timeout", grade.LabTime, "the time limit for the checks of one lab")
	return cmd
}

func (d *desk) gradeClass(ctx context.Context, cmd *cobra.Command, dirs []string, f gradeFlags) error {
	labs, err := d.labRange(f.labs)
	if err != nil {
		return err
	}
	submissions, err := class.Find(dirs, f.out)
	if err != nil {
		return err
	}
	roster, err := readRoster(f.roster)
	if err != nil {
		return err
	}
	exercises, err := d.exercises()
	if err != nil {
		return err
	}
	g, err := grader()
	if err != nil {
		return err
	}
	g.Limit, g.Memory = f.limit, class.NodeMemory
	program, err := programVersion()
	if err != nil {
		return err
	}
	bar := &gradeBar{out: cmd.ErrOrStderr(), moves: term.IsTerminal(os.Stderr.Fd()) && os.Getenv("TERM") != "dumb"}
	w := class.Work{Labs: labs, Exercises: exercises, Grader: g, Program: program, Out: f.out, Jobs: f.jobs, Told: bar.step}
	c, err := w.Run(ctx, submissions, roster)
	bar.end()
	if err != nil {
		return err
	}
	earlier, err := c.SetAside(f.out)
	if err != nil {
		return err
	}
	if err := errors.Join(c.Table(cmd.OutOrStdout()), c.Write(f.out)); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nreport.html, grades.csv, canvas.csv, moodle.csv, grades.json and junit.xml are in %s\n", f.out)
	if earlier != "" {
		fmt.Fprintf(cmd.OutOrStdout(), "The earlier reports have other submissions or labs. They are in %s\n", earlier)
	}
	if unable := c.Unable(); len(unable) > 0 {
		return fmt.Errorf("the checks could not run, so there is no verdict on: %s; run the same command to try these again", strings.Join(unable, "; "))
	}
	return nil
}

// programVersion returns the version of lab. The version of a build from source includes the hash
// of the binary, to distinguish builds.
func programVersion() (string, error) {
	version := buildVersion()
	if !strings.HasPrefix(version, "from source") {
		return version, nil
	}
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program: %w", err)
	}
	f, err := os.Open(self)
	if err != nil {
		return "", fmt.Errorf("reading this program: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("reading this program: %w", err)
	}
	return fmt.Sprintf("%s, program %.12x", version, h.Sum(nil)), nil
}

func readRoster(file string) (*class.Roster, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("opening the roster: %w", err)
	}
	defer f.Close()
	r, err := class.ReadRoster(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}

// labRange resolves parts such as 1-3 and quorum to labs in the order of the class. A range covers
// all labs between its ends in that order. Without parts, labRange returns all labs with checks. A
// part that is a file is an index of labs, like the value of --labs.
func (d *desk) labRange(parts []string) ([]*catalogue.Lab, error) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(part string) bool {
		info, err := os.Stat(part)
		isFile := err == nil && info.Mode().IsRegular()
		if isFile {
			d.labs = part
		}
		return isFile
	})
	if len(parts) == 0 {
		return d.chosen(nil)
	}
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	at := func(id string) int {
		return slices.IndexFunc(c.Labs, func(l *catalogue.Lab) bool { return l.ID == strings.TrimSpace(id) })
	}
	wanted := map[int]bool{}
	for _, part := range parts {
		from, to, isRange := strings.Cut(part, "-")
		first, last := at(from), at(to)
		if i := at(part); i >= 0 || !isRange { // a lab's id may itself contain a hyphen
			first, last = i, i
		}
		if first < 0 || last < first {
			return nil, fmt.Errorf("there are no labs %q; lab list lists the labs in their order", strings.TrimSpace(part))
		}
		for i := first; i <= last; i++ {
			wanted[i] = true
		}
	}
	var list []*catalogue.Lab
	for i, l := range c.Labs {
		if wanted[i] {
			list = append(list, l)
		}
	}
	return list, nil
}

// A gradeBar shows the progress of a grading run. It updates one line on a terminal and prints a
// line for each step elsewhere.
type gradeBar struct {
	out   io.Writer
	moves bool
	width int
}

const barWidth = 20

func (b *gradeBar) step(s class.Step) {
	what := s.Said
	switch {
	case s.Lab == "":
		what = "no files to grade"
	case s.Kept:
		what += ", as before"
	}
	name := report.Quoted(s.Student, "")
	if s.Lab != "" {
		name += ", lab " + s.Lab
	}
	if !b.moves {
		fmt.Fprintf(b.out, "%d of %d: %s: %s\n", s.Done, s.All, name, what)
		return
	}
	full := barWidth * s.Done / max(1, s.All)
	line := fmt.Sprintf("%s%s %d of %d  %.30s: %s", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), s.Done, s.All, name, what)
	fmt.Fprintf(b.out, "\r%-*s", b.width, line)
	b.width = len([]rune(line))
}

func (b *gradeBar) end() {
	if b.moves && b.width > 0 {
		fmt.Fprintln(b.out)
	}
}

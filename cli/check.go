package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lab/labs"
)

// labTime is how long the checks of one lab may take where nothing else is said.
const labTime = 2 * time.Minute

func checkCommand(d *desk) *cobra.Command {
	var format string
	var limit time.Duration
	cmd := &cobra.Command{
		Use:               "check [N ...|all]",
		Short:             "Check your work on fresh nodes",
		ValidArgsFunction: d.labIDs,
		Long: "Check your work on fresh nodes. The exit status is 0 when all labs passed, 1 when something is not\n" +
			"right yet, 2 when the checks could not run. Without arguments, all labs that have checks are checked.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(labs.Formats, format) {
				fmt.Fprintf(cmd.ErrOrStderr(), "no report format %q; there are %s\n", format, strings.Join(labs.Formats, ", "))
				return &ExitError{int(labs.Unable)}
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			results, err := d.check(ctx, cmd, args, limit)
			if err == nil {
				err = labs.WriteReport(cmd.OutOrStdout(), format, results)
			}
			if err != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), err)
				return &ExitError{int(labs.Unable)}
			}
			if worst := labs.Worst(results); worst != labs.Passed {
				return &ExitError{int(worst)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "the form of the report: "+strings.Join(labs.Formats, ", "))
	cmd.Flags().DurationVar(&limit, "timeout", labTime, "how long the checks of one lab may take")
	return cmd
}

// chosen are the labs that the arguments name; none names those with checks.
func (d *desk) chosen(args []string) ([]*labs.Lab, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	if slices.Equal(args, []string{"all"}) {
		return c.Labs, nil
	}
	var list []*labs.Lab
	for _, l := range c.Labs {
		if len(args) == 0 && l.Grade != nil {
			list = append(list, l)
		}
	}
	for _, id := range args {
		l, err := labOf(c, id)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

func (d *desk) check(ctx context.Context, cmd *cobra.Command, args []string, limit time.Duration) ([]labs.LabResult, error) {
	list, err := d.chosen(args)
	if err != nil {
		return nil, err
	}
	w, err := d.workbook()
	if err != nil {
		return nil, err
	}
	if !w.Exists() {
		return nil, fmt.Errorf("%s is no workbook; lab new lays one out, --dir names another", w.Dir)
	}
	p, err := d.progress(w, cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	g, err := grader()
	if err != nil {
		return nil, err
	}
	g.Project = w.ProjectDir()
	var results []labs.LabResult
	for _, l := range list {
		ctx, cancel := context.WithTimeout(ctx, limit)
		r := g.Check(ctx, l, p.Lab(l.ID))
		if r.Verdict == labs.NotYet && len(list) > 1 && w.HasPassed(l) {
			r = recheck(ctx, g, w, l, p, r)
		} else if r.Verdict == labs.Passed && l.Grade != nil {
			err = w.KeepPassed(l)
		}
		if r.Verdict == labs.Unable && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			r.Reason = fmt.Sprintf("it took longer than %s, so this says nothing about the work; on a busy machine try --timeout %s", limit, 2*limit)
		}
		cancel()
		if err != nil {
			return nil, err
		}
		results = append(results, r)
		finishGraded(l, p.Lab(l.ID), r)
	}
	return results, p.Save()
}

// recheck grades the project that passed a lab before, now that the files have
// gone on to another lab.
func recheck(ctx context.Context, g labs.Grader, w *labs.Workbook, l *labs.Lab, p *labs.Progress, now labs.LabResult) labs.LabResult {
	g.Project = w.PassedDir(l)
	kept := g.Check(ctx, l, p.Lab(l.ID))
	if kept.Verdict != labs.Passed {
		return now
	}
	kept.Reason = "your files have gone on since; graded as they were when this lab passed"
	return kept
}

// finishGraded notes the steps of which passing the checks is the end.
func finishGraded(l *labs.Lab, p *labs.LabProgress, r labs.LabResult) {
	for _, s := range l.Steps {
		if s.Graded && r.Verdict == labs.Passed {
			p.Finish(l, s.ID)
		}
	}
}

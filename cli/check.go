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

	"lab/labs/catalogue"
	"lab/labs/grade"
	"lab/labs/report"
)

func checkCommand(d *desk) *cobra.Command {
	var format string
	var limit time.Duration
	cmd := &cobra.Command{
		Use:               "check [N ...|all]",
		Short:             "Check your work on fresh nodes",
		ValidArgsFunction: d.labIDs,
		Long: "Check your work on fresh nodes. The exit status is 0 if all labs passed, 1 if one has not\n" +
			"passed yet, and 2 if the checks could not run. Without arguments, all labs with checks are checked.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(report.Formats, format) {
				fmt.Fprintf(cmd.ErrOrStderr(), "there is no report format %q; the formats are %s\n", format, strings.Join(report.Formats, ", "))
				return &ExitError{int(report.Unable)}
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			defer stop()
			results, unsaved, err := d.check(ctx, cmd, args, limit)
			if err == nil {
				err = report.Write(cmd.OutOrStdout(), format, results)
			}
			// The report has been written even if the results could not be saved, because a failed
			// save does not change a result. The exit status reports the failed save.
			if err := errors.Join(err, unsaved); err != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), err)
				return &ExitError{int(report.Unable)}
			}
			if worst := report.Worst(results); worst != report.Passed {
				return &ExitError{int(worst)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "the format of the report: "+strings.Join(report.Formats, ", "))
	cmd.Flags().DurationVar(&limit, "timeout", grade.LabTime, "the time limit for the checks of one lab")
	return cmd
}

// chosen returns the labs that the arguments name. Without arguments, it returns all labs with
// checks. The single argument "all" means every lab, also those without checks.
func (d *desk) chosen(args []string) ([]*catalogue.Lab, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	if slices.Equal(args, []string{"all"}) {
		return c.Labs, nil
	}
	var list []*catalogue.Lab
	for _, l := range c.Labs {
		if len(args) == 0 && l.Graded() {
			list = append(list, l)
		}
	}
	for _, id := range args {
		l, err := d.lab(id)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// check grades the labs that the arguments name. The error unsaved says why the results could not
// be saved.
func (d *desk) check(ctx context.Context, cmd *cobra.Command, args []string, limit time.Duration) (results []report.Result, unsaved, err error) {
	list, err := d.chosen(args)
	if err != nil {
		return nil, nil, err
	}
	w, err := d.workbook()
	if err != nil {
		return nil, nil, err
	}
	if err := laidOut(w); err != nil {
		return nil, nil, err
	}
	p, err := d.progress(w, cmd.ErrOrStderr())
	if err != nil {
		return nil, nil, err
	}
	g, err := grader()
	if err != nil {
		return nil, nil, err
	}
	g.Limit = limit
	results = grade.All(ctx, g, w, list, p)
	for _, r := range results {
		if r.Unsaved != "" {
			unsaved = errors.Join(unsaved, errors.New(r.Unsaved))
		}
	}
	return results, errors.Join(unsaved, p.Save()), nil
}

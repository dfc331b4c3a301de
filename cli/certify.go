package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"lab/labs"
)

func certifyCommand(d *desk) *cobra.Command {
	var atOnce, sample int
	cmd := &cobra.Command{
		Use:               "certify N",
		Short:             "Check a lab's checks, on right and wrong programs",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := d.lab(args[0])
			if err != nil {
				return err
			}
			exercises, err := d.exercises()
			if err != nil {
				return err
			}
			c, err := labs.LoadCorpus(l, exercises)
			if err != nil {
				return err
			}
			c.Sample(sample)
			g, err := grader()
			if err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			out := cmd.OutOrStdout()
			outcomes, err := labs.Certify(ctx, l, c, exercises, g, atOnce, func(o labs.Outcome) { sayOutcome(out, o) })
			if err != nil {
				return err
			}
			return certificate(out, labs.Count(outcomes))
		},
	}
	cmd.Flags().IntVar(&sample, "sample", 0, "check so many of the programs only, spread over all of them")
	cmd.Flags().IntVar(&atOnce, "at-once", 2, "how many programs are checked at the same time")
	return cmd
}

func sayOutcome(out io.Writer, o labs.Outcome) {
	if o.Right() {
		fmt.Fprintf(out, "✓ %s: %s\n", o.Program.ID, o.Said)
		return
	}
	fmt.Fprintf(out, "✗ %s: %s, and %s was expected\n", o.Program.ID, o.Said, o.Program.Verdict)
	_ = labs.WriteReport(out, "text", []labs.LabResult{o.Result})
}

func certificate(out io.Writer, c labs.Certificate) error {
	fmt.Fprintf(out, "\n%d right programs, %d of them failed; at 95 %% the checks fail fewer than %.1f %% of right ones\n",
		c.Right, c.FalseFails, 100*labs.Bound(c.Right))
	fmt.Fprintf(out, "%d wrong programs, %d of them passed; at 95 %% the checks pass fewer than %.1f %% of wrong ones\n",
		c.Wrong, c.FalsePasses, 100*labs.Bound(c.Wrong))
	fmt.Fprintf(out, "%d wrong programs were told of another mistake than theirs\n", c.Misnamed)
	if !c.Clean() {
		fmt.Fprintln(out, "The bounds hold only where no error was seen.")
		return &ExitError{1}
	}
	return nil
}

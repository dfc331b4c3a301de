package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/grade"
	"lab/labs/report"
)

func certifyCommand(d *desk) *cobra.Command {
	var atOnce, sample, times int
	var only []string
	cmd := &cobra.Command{
		Use:   "certify N|all",
		Short: "Test a lab's checks with right and wrong programs",
		Long: "Test a lab's checks with right and wrong programs. The report counts the right ones that do not pass, the\n" +
			"wrong ones that pass, and those with another mistake than expected. --repeat grades each program several\n" +
			"times and counts the changes of its verdict.",
		ValidArgsFunction: d.labIDs,
		Args:              cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := d.toCertify(args[0])
			if err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			out := cmd.OutOrStdout()
			var rows []certified
			for _, l := range list {
				c, err := d.certification(l, sample, times, atOnce)
				if err == nil && len(only) > 0 {
					err = c.Corpus.Only(only)
				}
				if err != nil {
					return err
				}
				if len(list) > 1 {
					fmt.Fprintf(out, "\nlab %s: %s\n", l.ID, l.Title)
				}
				outcomes, err := grade.Certify(ctx, c, func(o grade.Outcome) { sayOutcome(out, o) })
				if err != nil {
					return err
				}
				rows = append(rows, certified{l, len(c.Corpus.Programs), grade.Count(outcomes)})
			}
			return certificate(out, rows, times)
		},
	}
	cmd.Flags().IntVar(&sample, "sample", 0, "check only this number of programs, spread over all of them")
	cmd.Flags().StringArrayVar(&only, "program", nil, "check only this program (repeatable)")
	cmd.Flags().IntVar(&times, "repeat", 1, "grade each program this number of times")
	cmd.Flags().IntVar(&atOnce, "at-once", 2, "the number of programs to check at the same time")
	return cmd
}

// toCertify returns the lab that the argument names. The argument "all" means all labs with checks.
func (d *desk) toCertify(id string) ([]*catalogue.Lab, error) {
	if id != "all" {
		l, err := d.lab(id)
		return []*catalogue.Lab{l}, err
	}
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	var list []*catalogue.Lab
	for _, l := range c.Labs {
		if l.Graded() {
			list = append(list, l)
		}
	}
	return list, nil
}

func (d *desk) certification(l *catalogue.Lab, sample, times, atOnce int) (grade.Certification, error) {
	exercises, err := d.exercises()
	if err != nil {
		return grade.Certification{}, err
	}
	project, err := fs.Sub(exercises, catalogue.Project)
	if err != nil {
		return grade.Certification{}, err
	}
	c, err := catalogue.LoadCorpus(l, project)
	if err != nil {
		return grade.Certification{}, err
	}
	c.Sample(sample)
	g, err := grader()
	return grade.Certification{Lab: l, Corpus: c, Exercises: exercises, Grader: g, AtOnce: atOnce, Times: times}, err
}

func sayOutcome(out io.Writer, o grade.Outcome) {
	sign := "✓"
	if !o.Right() {
		sign = "✗"
	}
	fmt.Fprintf(out, "%s %s: %s", sign, o.Program.ID, o.Said)
	if !o.Right() {
		fmt.Fprintf(out, ", and %s was expected", o.Program.Verdict)
	}
	if len(o.Others) > 0 {
		fmt.Fprintf(out, "; repeated: %v", o.Others)
	}
	fmt.Fprintf(out, " (%.1f s)\n", o.Result.Took.Seconds())
	if !o.Right() {
		_ = report.Write(out, "text", []report.Result{o.Result})
	}
}

// certified is a row of the table: a lab, the number of its programs, and the findings.
type certified struct {
	lab      *catalogue.Lab
	programs int
	grade.Certificate
}

// certificate writes the table and an explanation of what its bounds mean.
func certificate(out io.Writer, rows []certified, times int) error {
	fmt.Fprintln(out)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "lab\tright\tfailed\tbound\twrong\tpassed\tbound\tother hint\tunable\tchanged")
	clean := true
	for _, r := range rows {
		done := r.Right + r.Wrong + r.Unable
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%d\t%d\t%s\t%d\t%d\t%d\n", r.lab.ID,
			r.Right, r.FalseFails, bound(r.Right, r.FalseFails), r.Wrong, r.FalsePasses, bound(r.Wrong, r.FalsePasses), r.Misnamed, r.Unable, r.Changed)
		clean = clean && r.Clean() && done == r.programs
		if done < r.programs {
			fmt.Fprintf(t, "\t(%d of %d programs were graded)\n", done, r.programs)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(out, "\nA bound is the upper limit of the 95 % confidence interval for the error rate, if none of so many programs has an\n"+
		"error. It assumes that the programs are independent, that they vary as those of students do, and that the checks\n"+
		"were not fitted to them. Programs that could not be graded are not counted.\n")
	if times > 1 {
		fmt.Fprintf(out, "Each program was graded %d times; changed counts the programs with different verdicts.\n", times)
	}
	if !clean {
		return &ExitError{1}
	}
	return nil
}

func bound(n, errors int) string {
	if errors > 0 || n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*grade.Bound(n))
}

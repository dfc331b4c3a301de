package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"lab/repl/paint"
	"lab/repl/present"
)

func recordCommand(d *desk) *cobra.Command {
	var file, size string
	cmd := &cobra.Command{
		Use:               "record N",
		Short:             "Record a lab's talk as an asciicast",
		ValidArgsFunction: d.labIDs,
		Long: "Record a lab's talk as an asciicast v3 for asciinema and its web player. The talk plays automatically on real nodes,\n" +
			"as with lab present --check. The exit status is 1 after an unexpected result.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := d.lab(args[0])
			if err != nil {
				return err
			}
			columns, rows := 0, 0
			if n, err := fmt.Sscanf(size, "%dx%d", &columns, &rows); n != 2 || err != nil || columns < 60 || rows < 16 || columns > 400 || rows > 200 {
				return fmt.Errorf("--size %s is not a size such as 100x30, of at least 60x16", size)
			}
			if file == "" {
				file = "lab-" + l.ID + ".cast"
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			v, err := d.newTalkDriver(l, true, true)
			if err != nil {
				return err
			}
			defer v.close()
			out, err := os.Create(file)
			if err != nil {
				return fmt.Errorf("making the recording: %w", err)
			}
			defer out.Close()
			m := present.New(l, v.driver, forced(d.theme), 0)
			m.Update(tea.WindowSizeMsg{Width: columns, Height: rows})
			cast := present.NewCast(out, columns, rows, paint.IsDark(d.theme, true), "lab present "+l.ID, "lab "+l.ID+": "+l.Title, time.Now)
			wrong, err := playTalk(ctx, m, v.driver, present.Human, m.Record(cast))
			if err != nil {
				return err
			}
			status := min(len(wrong), 1)
			took, err := cast.End(status)
			if err = errors.Join(err, out.Close()); err != nil {
				return fmt.Errorf("writing %s: %w", file, err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote %s: %d steps in %s; asciinema play %s shows it\n", file, len(l.Steps), took.Round(time.Second), file)
			for _, x := range wrong {
				fmt.Fprintf(cmd.OutOrStdout(), "✗ lab %s, step %s\n", l.ID, strings.ReplaceAll(x.String(), "\n", "\n    "))
			}
			if status != 0 {
				return &ExitError{status}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "the file to write (default: lab-N.cast)")
	cmd.Flags().StringVar(&size, "size", "100x30", "the columns and rows of the recorded screen")
	return cmd
}

// forced returns a theme that does not depend on the terminal.
func forced(theme string) string {
	if theme == paint.Auto {
		return paint.Dark
	}
	return theme
}

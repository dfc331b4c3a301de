package cli

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	"lab/labs/session"
	"lab/repl/paint"
)

// quizWidth is the maximum width of a quiz's lines.
const quizWidth = 78

func quizCommand(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:   "quiz",
		Short: "Answer a question from each lab, and see the result on one page",
		Long: "Answer a question from each lab. A question with a wrong answer comes back until the answer is right. A page at\n" +
			"the end shows the result. The quiz stores nothing in the workbook. q, or the end of the input, ends it early.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := d.catalogue()
			if err != nil {
				return err
			}
			w, err := d.workbook()
			if err != nil {
				return err
			}
			quiz := session.NewQuiz(c.Labs, "quiz", rand.IntN)
			if w.Exists() { // the workbook has the student's order of the choices
				f, err := w.Shuffle()
				if err != nil {
					return err
				}
				quiz = session.NewQuiz(c.Labs, f, rand.IntN)
			}
			out := cmd.OutOrStdout()
			ask(cmd.InOrStdin(), out, quiz)
			writeQuiz(out, quiz)
			return nil
		},
	}
}

// ask repeats the questions until all are answered correctly or the student stops.
func ask(in io.Reader, out io.Writer, quiz *session.Quiz) {
	lines := bufio.NewScanner(in)
	for c := quiz.Asked(); c != nil; c = quiz.Asked() {
		writeCard(out, c, quiz.Left())
		chosen, ok := chosen(lines, out, c)
		if !ok {
			fmt.Fprintln(out)
			return
		}
		right, whys := quiz.Answer(chosen)
		if right {
			fmt.Fprintln(out, wrapped("✓ Right. "+c.Step().Question.Explain, 2))
			continue
		}
		fmt.Fprintln(out, wrapped("✗ Not quite. "+strings.Join(whys, " ")+" The question comes back later.", 2))
	}
}

func writeCard(out io.Writer, c *session.Card, left int) {
	s := c.Step()
	fmt.Fprintf(out, "\n── lab %s: %s ── %d to go\n\n", c.Lab.ID, c.Lab.Title, left)
	if text := strings.TrimSpace(s.Text); text != "" {
		fmt.Fprintf(out, "%s\n\n", paint.Wrap(text, quizWidth))
	}
	ask := s.Question.Ask
	if rightOnes(s.Question) > 1 {
		ask += " (more than one)"
	}
	fmt.Fprintln(out, paint.Wrap(ask, quizWidth))
	for n, i := range c.Order() {
		fmt.Fprintln(out, wrapped(fmt.Sprintf("  %d  %s", n+1, s.Question.Choices[i].Text), 5))
	}
}

func rightOnes(q *catalogue.Question) int {
	n := 0
	for _, c := range q.Choices {
		if c.Right {
			n++
		}
	}
	return n
}

// chosen reads the numbers of choices until the input is valid. It returns false if the student
// ends the quiz.
func chosen(lines *bufio.Scanner, out io.Writer, c *session.Card) ([]int, bool) {
	order := c.Order()
	for {
		fmt.Fprint(out, "> ")
		if !lines.Scan() {
			return nil, false
		}
		fields := strings.FieldsFunc(lines.Text(), func(r rune) bool { return r == ' ' || r == ',' })
		if slices.Equal(fields, []string{"q"}) {
			return nil, false
		}
		var picked []int
		for _, f := range fields {
			if n, err := strconv.Atoi(f); err == nil && n >= 1 && n <= len(order) {
				picked = append(picked, order[n-1])
			}
		}
		if len(picked) == len(fields) && len(picked) > 0 {
			return picked, true
		}
		fmt.Fprintf(out, "type a number from 1 to %d, or several separated by spaces; q ends the quiz\n", len(order))
	}
}

// writeQuiz writes the result of each question. It then explains the questions that the student did
// not answer right at the first attempt.
func writeQuiz(out io.Writer, quiz *session.Quiz) {
	fmt.Fprintf(out, "\n%d of %d right at the first attempt\n", quiz.AtOnce(), len(quiz.Cards()))
	for _, c := range quiz.Cards() {
		sign, note := "✓", ""
		switch {
		case c.Tries == 0:
			sign, note = "○", " (not asked)"
		case !c.Right:
			sign, note = "✗", fmt.Sprintf(" (lab run %s)", c.Lab.ID)
		case c.Tries > 1:
			sign, note = "◐", fmt.Sprintf(" (%d attempts; lab run %s)", c.Tries, c.Lab.ID)
		}
		fmt.Fprintln(out, wrapped(fmt.Sprintf("%s lab %s: %s%s", sign, c.Lab.ID, c.Step().Question.Ask, note), 2))
		if c.Tries > 1 || c.Tries == 1 && !c.Right {
			fmt.Fprintln(out, "  "+wrapped(c.Step().Question.Explain, 2))
		}
	}
}

func wrapped(text string, margin int) string {
	return paint.Indent(paint.Wrap(paint.Plain(strings.TrimSpace(text)), quizWidth-margin), margin)
}

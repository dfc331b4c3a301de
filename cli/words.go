package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// This file is about the words of a command line: how many a command takes, and how what
// is said of it is set.

// plainly has all commands below cmd say in a learner's words what is wrong with their
// arguments, and fill the lines of their help.
func plainly(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		c.Long = filled(c.Long)
		if check := c.Args; check != nil {
			c.Args = func(c *cobra.Command, args []string) error {
				if err := check(c, args); err != nil {
					return usage(c, args)
				}
				return nil
			}
		}
		plainly(c)
	}
}

// usage is what is said where a command is given too few words, or too many.
func usage(c *cobra.Command, args []string) error {
	line := c.CommandPath() + strings.TrimPrefix(c.Use, c.Name())
	switch {
	case len(args) > 0:
		return fmt.Errorf("that is more than it takes: %s", line)
	case strings.Contains(c.Use, " N"):
		return fmt.Errorf("which lab? lab list shows those there are: %s", line)
	}
	return fmt.Errorf("something is missing: %s", line)
}

// filled makes one line of each paragraph, which the help folds to the width that there is.
// Lines that are indented stay as they are.
func filled(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[0]
	for i, line := range lines[1:] {
		last := lines[i]
		if line == "" || last == "" || strings.HasPrefix(line, " ") || strings.HasPrefix(last, " ") {
			out += "\n" + line
			continue
		}
		out += " " + line
	}
	return out
}

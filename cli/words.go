package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// This file checks the number of arguments of each command and wraps the help texts.

// plainly makes all commands below cmd report wrong arguments and unknown commands in plain words,
// and refills their help texts.
func plainly(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		c.Long = filled(c.Long)
		if c.HasSubCommands() {
			c.Args = knownCommand
		} else if check := c.Args; check != nil {
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

// usage returns the error for too few or too many arguments.
func usage(c *cobra.Command, args []string) error {
	line := c.CommandPath() + strings.TrimPrefix(c.Use, c.Name())
	switch {
	case len(args) > 0:
		return fmt.Errorf("too many arguments: %s", line)
	case strings.Contains(c.Use, " N"):
		return fmt.Errorf("which lab? lab list lists the labs: %s", line)
	}
	return fmt.Errorf("an argument is missing: %s", line)
}

// filled joins the lines of each paragraph, so that the help can wrap them to the terminal's
// width. Indented lines stay as they are.
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

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages into a folder",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("making the folder for the pages: %w", err)
			}
			return writePages(cmd.Root(), args[0])
		},
	}
}

// writePages writes the manual pages of a command and of all its subcommands.
func writePages(cmd *cobra.Command, dir string) error {
	cmd.InitDefaultHelpFlag()
	file := filepath.Join(dir, pageOf(cmd)+".1")
	if err := os.WriteFile(file, []byte(page(cmd)), 0o644); err != nil {
		return fmt.Errorf("writing a page: %w", err)
	}
	for _, sub := range documented(cmd) {
		if err := writePages(sub, dir); err != nil {
			return err
		}
	}
	return nil
}

// documented returns the subcommands of cmd that get a manual page.
func documented(cmd *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(cmd.Commands()), func(sub *cobra.Command) bool {
		return !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand()
	})
}

// pageOf returns the name of a command's manual page.
func pageOf(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// page returns the manual page of a command in roff.
func page(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".nh\n.TH %q 1 \"\" lab\n", strings.ToUpper(pageOf(cmd)))
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, ".SH %s\n%s\n", title, text)
		}
	}
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	section("NAME", plain(pageOf(cmd)+" - "+cmd.Short))
	section("SYNOPSIS", bold(cmd.UseLine()))
	section("DESCRIPTION", plain(about))
	section("OPTIONS", flagsOf(cmd.NonInheritedFlags()))
	section("OPTIONS OF ALL COMMANDS", flagsOf(cmd.InheritedFlags()))
	if cmd.HasExample() {
		section("EXAMPLES", ".nf\n"+plain(cmd.Example)+"\n.fi")
	}
	section("SEE ALSO", neighbours(cmd))
	return b.String()
}

// flagsOf describes each flag in a paragraph.
func flagsOf(flags *pflag.FlagSet) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := bold("--" + f.Name)
		if f.Shorthand != "" {
			name = bold("-"+f.Shorthand) + ", " + name
		}
		value, about := pflag.UnquoteUsage(f)
		if value != "" {
			name += " " + plain(value)
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
			about += " (default: " + f.DefValue + ")"
		}
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", name, plain(about))
	})
	return strings.TrimSuffix(b.String(), "\n")
}

// neighbours lists the pages of the parent command and of the subcommands.
func neighbours(cmd *cobra.Command) string {
	var pages []string
	if above := cmd.Parent(); above != nil {
		pages = append(pages, bold(pageOf(above)+"(1)"))
	}
	for _, sub := range documented(cmd) {
		pages = append(pages, bold(pageOf(sub)+"(1)"))
	}
	return strings.Join(pages, ", ")
}

func bold(text string) string { return `\fB` + plain(text) + `\fP` }

// plain escapes text for roff: backslashes and hyphens stay as they are, and no line begins with a
// request.
func plain(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(strings.TrimSpace(text))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
		if line == "" {
			lines[i] = ".PP"
		}
	}
	return strings.Join(lines, "\n")
}

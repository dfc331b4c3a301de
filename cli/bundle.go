package cli

import (
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"lab/runtime/bundle/esbuild"
)

// bundleCommand bundles what a node asks for on the standard input.
func bundleCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "bundle",
		Short:  "Bundle scripts and style sheets for a node",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE:   func(*cobra.Command, []string) error { return esbuild.Serve(os.Stdin, os.Stdout) },
	}
}

// bundler is the command by which this binary bundles.
func bundler() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "bundle"}
}

// tailwind is the program of that name, where there is one. It runs the JavaScript of a
// project with all that the user may do, so that nodes of labs and checks go without.
func tailwind() string {
	found, err := exec.LookPath("tailwindcss")
	if err != nil {
		return ""
	}
	return found
}

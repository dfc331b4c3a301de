package cli

import (
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"lab/runtime/bundle/esbuild"
)

// bundleCommand returns the hidden command that serves bundle requests of a node on standard
// input.
func bundleCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "bundle",
		Short:  "Bundle scripts and style sheets for a node",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE:   func(*cobra.Command, []string) error { return esbuild.Serve(os.Stdin, os.Stdout) },
	}
}

// bundler returns the command line that runs this binary as a bundler, or nil if the path of the
// binary cannot be found.
func bundler() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "bundle"}
}

// tailwind returns the path of the tailwindcss program, or "" if it is not installed. The program
// runs a project's JavaScript with all of the user's rights, so nodes of labs and checks do not get
// it.
func tailwind() string {
	found, err := exec.LookPath("tailwindcss")
	if err != nil {
		return ""
	}
	return found
}

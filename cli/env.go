package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// calledAs lists names of commands. A binary that is called by one of these names runs that
// command.
var calledAs = []string{"iex", "elixir", "mix", "epmd", "caddy"}

// asCalled returns the arguments for a binary that is called by name. It puts a name in calledAs
// before args, and rewrites the flags of epmd.
func asCalled(name string, args []string) []string {
	if name = filepath.Base(name); slices.Contains(calledAs, name) {
		args = append([]string{name}, args...)
	}
	if len(args) > 1 && args[0] == "epmd" {
		return append([]string{"epmd"}, erlangFlags(args[1:])...)
	}
	return args
}

// erlangFlags rewrites flags in Erlang's form, such as -names, to the form with two dashes.
func erlangFlags(args []string) []string {
	out := slices.Clone(args)
	for i, a := range out {
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			out[i] = "-" + a
		}
	}
	return out
}

func envCommand() *cobra.Command {
	var shell string
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Make iex, elixir, mix, epmd and caddy run lab in this terminal",
		Long: "Make iex, elixir, mix, epmd and caddy run lab in this terminal. The command creates links to this program\n" +
			"and prints the settings for the shell:\n\n" +
			"  eval \"$(lab env)\"                                       sh, bash, zsh\n" +
			"  lab env --shell fish | source                           fish\n" +
			"  lab env --shell powershell | Out-String | Invoke-Expression\n" +
			"  for /f \"delims=\" %i in ('lab env --shell cmd') do %i    cmd.exe",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			say, ok := shells[shell]
			if !ok {
				return fmt.Errorf("--shell %s is not supported: use sh, fish, powershell or cmd", shell)
			}
			self, err := os.Executable()
			if err != nil {
				return fmt.Errorf("finding this program: %w", err)
			}
			cache, err := os.UserCacheDir()
			if err != nil {
				return fmt.Errorf("finding a folder for the links: %w", err)
			}
			dir := filepath.Join(cache, "lab", "bin")
			if err := linkAll(dir, self); err != nil {
				return err
			}
			say(cmd.OutOrStdout(), dir)
			return nil
		},
	}
	standard := "sh"
	if runtime.GOOS == "windows" {
		standard = "powershell"
	}
	cmd.Flags().StringVar(&shell, "shell", standard, "the shell: sh, fish, powershell, cmd")
	return cmd
}

// shells maps a shell to a function that prints how to put the folder of links first in PATH.
var shells = map[string]func(w io.Writer, dir string){
	"sh": func(w io.Writer, dir string) {
		fmt.Fprintf(w, "export PATH='%s':\"$PATH\"\n", strings.ReplaceAll(dir, "'", `'\''`))
	},
	"fish": func(w io.Writer, dir string) {
		fmt.Fprintf(w, "set -gx PATH '%s' $PATH\n", strings.ReplaceAll(dir, "'", `\'`))
	},
	// PowerShell has iex as an alias of Invoke-Expression.
	"powershell": func(w io.Writer, dir string) {
		fmt.Fprintf(w, "Remove-Item Alias:iex -Force -ErrorAction SilentlyContinue\n$env:PATH = '%s;' + $env:PATH\n", strings.ReplaceAll(dir, "'", "''"))
	},
	"cmd": func(w io.Writer, dir string) { fmt.Fprintf(w, "set PATH=%s;%%PATH%%\n", dir) },
}

// linkAll recreates the links in dir, because the program may have moved.
func linkAll(dir, self string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making a folder for the links: %w", err)
	}
	for _, name := range calledAs {
		if err := link(filepath.Join(dir, name), name, self); err != nil {
			return fmt.Errorf("making the link %s: %w", name, err)
		}
	}
	return nil
}

// link makes the program callable by another name. On Windows, which restricts the creation of
// links, it writes a batch file.
func link(at, name, self string) error {
	if runtime.GOOS == "windows" {
		return os.WriteFile(at+".cmd", fmt.Appendf(nil, "@\"%s\" %s %%*\r\n", self, name), 0o755)
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(self, at)
}

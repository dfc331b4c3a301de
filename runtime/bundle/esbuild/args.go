package esbuild

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/evanw/esbuild/pkg/cli"
)

// ignored lists the arguments without an effect. Lab provides the feature itself, or not at all.
var ignored = []string{"--serve", "--servedir", "--serve-fallback", "--metafile", "--analyze", "--mangle-cache", "--inject:", "--tsconfig",
	"--log-level", "--log-limit", "--log-style", "--color", "--keyfile", "--certfile", "--cors-origin", "--preserve-symlinks"}

// silent lists the watcher's arguments, which are ignored without a warning because the node
// watches the files.
var silent = []string{"--watch", "--watch-delay"}

func named(arg string, names []string) bool {
	name, _, _ := strings.Cut(arg, "=")
	return slices.ContainsFunc(names, func(n string) bool {
		return name == n || strings.HasSuffix(n, ":") && strings.HasPrefix(arg, n)
	})
}

// options parses the command line. The second result lists the ignored arguments.
func options(args []string) (api.BuildOptions, []string, error) {
	var kept, out []string
	for _, arg := range args {
		switch {
		case named(arg, silent):
		case named(arg, ignored):
			out = append(out, arg)
		default:
			kept = append(kept, arg)
		}
	}
	o, err := cli.ParseBuildOptions(kept)
	o.Write, o.LogLevel, o.Color = false, api.LogLevelSilent, api.ColorNever
	o.TsconfigRaw = "{}"
	return o, out, err
}

// advance sets the output path of each entry point as esbuild does: the path below the common
// folder of all entry points, without the extension.
func advance(o *api.BuildOptions, dir string) {
	base := o.Outbase
	if base == "" {
		base = common(o.EntryPoints)
	}
	for _, in := range o.EntryPoints {
		out, err := filepath.Rel(filepath.FromSlash(base), filepath.FromSlash(path.Clean(in)))
		if err != nil || !filepath.IsLocal(out) {
			out = path.Base(in)
		}
		out = filepath.ToSlash(out)
		o.EntryPointsAdvanced = append(o.EntryPointsAdvanced, api.EntryPoint{InputPath: in, OutputPath: strings.TrimSuffix(out, path.Ext(out))})
	}
	o.EntryPoints, o.Outbase, o.AbsWorkingDir = nil, "", dir
}

// common returns the deepest folder that contains all paths.
func common(paths []string) string {
	var at []string
	for i, p := range paths {
		parts := strings.Split(path.Dir(path.Clean(p)), "/")
		if i == 0 {
			at = parts
		}
		n := 0
		for n < len(at) && n < len(parts) && at[n] == parts[n] {
			n++
		}
		at = at[:n]
	}
	return strings.Join(at, "/")
}

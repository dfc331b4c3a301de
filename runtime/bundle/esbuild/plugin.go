package esbuild

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"lab/runtime/bundle"
	"lab/runtime/reach"
)

// esbuild's paths are in two namespaces: namespace has the files of the folder, by path, and ours
// has lab's own modules, by name.
const (
	namespace = "project"
	ours      = "lab"
)

// notRead is the error for files that esbuild finds without the plugin.
const notRead = "not read"

// mostFile is the maximum size of a source file, in bytes.
const mostFile = 32 << 20

// sources gives esbuild access to the files of a project.
type sources struct {
	folder   *reach.Folder
	dir      string   // base folder of the entry points, slash-separated
	paths    []string // folders of packages, slash-separated
	external []string
	alias    map[string]string
	packages api.Packages
	endings  []string
	fields   []string // fields of package.json that name the main file
	plain    bool
	loaders  map[string]api.Loader
	define   map[string]string
	folds    bool              // constants are inlined
	modules  map[string]string // sources from the request, by import name

	mu   sync.Mutex // guards seen: esbuild calls the plugin from several goroutines
	seen bundle.Record
}

func newSources(folder *reach.Folder, req bundle.Request, o api.BuildOptions) *sources {
	s := &sources{folder: folder, external: o.External, alias: o.Alias, packages: o.Packages, endings: o.ResolveExtensions, fields: o.MainFields, plain: req.Plain, seen: bundle.Record{},
		loaders: o.Loader, define: o.Define, folds: o.MinifySyntax, modules: req.Modules}
	s.dir, _ = s.local(".", req.Dir)
	for _, p := range req.Paths {
		if local, err := s.local(s.dir, p); err == nil {
			s.paths = append(s.paths, local)
		}
	}
	if s.endings == nil {
		s.endings = []string{".tsx", ".ts", ".jsx", ".js", ".mjs", ".css", ".json"}
	}
	if s.fields == nil {
		s.fields = []string{"browser", "module", "main"}
	}
	return s
}

// local returns the slash-separated path of name in the folder. A relative name is relative to
// dir.
func (s *sources) local(dir, name string) (string, error) {
	local, err := s.folder.Local(filepath.FromSlash(dir), filepath.FromSlash(name))
	return filepath.ToSlash(local), err
}

func (s *sources) plugin() api.Plugin {
	return api.Plugin{Name: "lab", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, s.onResolve)
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, s.onLoad)
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: ours}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			return s.loadOurs(a.Path)
		})
		// For an import of a computed name, esbuild lists folders itself, even outside of the
		// project. All files that it finds end up here and are refused. Build reports the import,
		// but none of the files.
		b.OnLoad(api.OnLoadOptions{Filter: ".*"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			return api.OnLoadResult{}, errors.New(notRead)
		})
	}}
}

func (s *sources) onResolve(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if s.isExternal(a.Path, a.Kind) {
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	}
	if strings.HasPrefix(a.Path, "data:") {
		return api.OnResolveResult{}, nil // esbuild decodes it itself
	}
	from := s.dir
	if a.Namespace == namespace && a.Importer != "" {
		from = path.Dir(a.Importer)
	}
	found, err := s.resolve(a.Path, from, a.Kind)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return api.OnResolveResult{}, fmt.Errorf("%q is outside of the project's folder, and lab reads nothing there", a.Path)
	case err != nil:
		//lint:ignore ST1005 the words are those that esbuild prints
		return api.OnResolveResult{}, fmt.Errorf("Could not resolve %q%s", a.Path, advice(a.Path))
	}
	return api.OnResolveResult{Path: found.path, Namespace: found.namespace}, nil
}

// advice returns a hint for a package that was not found.
func advice(name string) string {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return ""
	}
	return ": the package is neither in assets/node_modules nor in deps, and is not one that lab brings"
}

// unmapped removes references to source maps. Otherwise esbuild would read the maps and the files
// that they name, even outside of the project.
var unmapped = strings.NewReplacer("# sourceMappingURL=", "  sourceMappingURL=", "@ sourceMappingURL=", "  sourceMappingURL=")

func (s *sources) onLoad(a api.OnLoadArgs) (api.OnLoadResult, error) {
	b, err := s.folder.ReadRegular(filepath.FromSlash(a.Path), mostFile)
	if err != nil {
		if errors.Is(err, reach.ErrTooLarge) {
			return api.OnLoadResult{}, fmt.Errorf("%s is larger than %d MB", a.Path, mostFile>>20)
		}
		return api.OnLoadResult{}, fmt.Errorf("could not read %s", a.Path)
	}
	return s.loaded(a.Path, string(b), api.LoaderDefault)
}

// loaded returns the text of a file of the project, or of a module from the request, as esbuild may
// see it: without references to source maps and without Tailwind's own rules. It returns an error
// if a script imports a computed name.
func (s *sources) loaded(name, text string, loader api.Loader) (api.OnLoadResult, error) {
	text = unmapped.Replace(text)
	if s.plain && path.Ext(name) == ".css" {
		text = withoutTailwind(text)
	}
	if s.puts(name, text) {
		return api.OnLoadResult{}, errors.New(name + ": " + putTogether)
	}
	return api.OnLoadResult{Contents: &text, Loader: loader}, nil
}

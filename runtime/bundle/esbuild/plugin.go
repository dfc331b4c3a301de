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

// The namespaces of what is loaded: files of the folder, by their path in it, and modules of
// lab's own, by their name.
const (
	namespace = "project"
	ours      = "lab"
)

// notRead is the error of what esbuild finds by itself.
const notRead = "not read"

// mostFile bounds one source, in bytes.
const mostFile = 32 << 20

// sources are the files of a project, as esbuild may see them.
type sources struct {
	folder   *reach.Folder
	dir      string   // where the entry points are looked for, with slashes
	paths    []string // folders of packages, likewise
	external []string
	alias    map[string]string
	packages api.Packages
	endings  []string
	fields   []string // of package.json
	plain    bool
	loaders  map[string]api.Loader
	define   map[string]string
	folds    bool              // constants are put in the places of their names
	modules  map[string]string // of the request

	mu   sync.Mutex // of seen: esbuild asks from several goroutines
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

// local is a path inside of the folder, with slashes. A relative one begins at dir.
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
		// An import of a name that is put together leads here: esbuild lists folders for it by
		// itself, anywhere. Build says that such a thing was met, and nothing of what was found.
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
		return api.OnResolveResult{}, nil // esbuild reads it where it stands
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

// advice says what to do about a package that is not there.
func advice(name string) string {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return ""
	}
	return ": the package is neither in assets/node_modules nor in deps, and is not one that lab brings"
}

// unmapped takes away what a file says of its source map: esbuild reads that map, and the files that
// it names, by itself, wherever they are.
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

// loaded is the text of a file of the project, or of a module that the request brought, as esbuild
// may see it.
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

package esbuild

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// A place is a resolved import.
type place struct{ path, namespace string }

func file(local string) place { return place{path: local, namespace: namespace} }

// isExternal reports whether an import stays as it is in the output.
func (s *sources) isExternal(name string, kind api.ResolveKind) bool {
	if kind == api.ResolveEntryPoint {
		return false
	}
	for _, scheme := range []string{"http://", "https://", "//"} {
		if strings.HasPrefix(name, scheme) {
			return true
		}
	}
	if strings.HasPrefix(name, "#") && kind == api.ResolveCSSURLToken {
		return true
	}
	isPackage := isBare(name)
	for _, pattern := range s.external {
		before, after, wild := strings.Cut(pattern, "*")
		switch {
		case wild && len(name) >= len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after):
			return true
		case name == pattern || isPackage && strings.HasPrefix(name, pattern+"/"):
			return true
		}
	}
	return isPackage && s.packages == api.PackagesExternal && !isStyle(kind)
}

// isBare reports whether an import is the name of a package, as opposed to a path.
func isBare(name string) bool {
	return !strings.HasPrefix(name, "/") && name != "." && name != ".." && !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") && !filepath.IsAbs(name)
}

func isStyle(kind api.ResolveKind) bool {
	return kind == api.ResolveCSSImportRule || kind == api.ResolveCSSURLToken || kind == api.ResolveCSSComposesFrom
}

// resolve resolves an import of a file in the folder from.
func (s *sources) resolve(name, from string, kind api.ResolveKind) (place, error) {
	name, _, _ = strings.Cut(name, "?")
	for _, short := range s.shortNames() {
		if name == short || strings.HasPrefix(name, short+"/") {
			name = s.alias[short] + strings.TrimPrefix(name, short)
			break
		}
	}
	if !isBare(name) || kind == api.ResolveEntryPoint {
		return s.byPath(name, from)
	}
	if s.plain {
		if p, ok := tailwinds(name); ok {
			return p, nil
		}
	}
	if isStyle(kind) {
		if p, err := s.byPath("./"+name, from); err == nil {
			return p, nil
		}
	}
	return s.byPackage(name, from)
}

// shortNames returns the aliases, the longest first.
func (s *sources) shortNames() []string {
	var names []string
	for name := range s.alias {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return names
}

func (s *sources) byPath(name, from string) (place, error) {
	local, err := s.local(from, name)
	if err != nil {
		return place{}, err
	}
	if strings.HasSuffix(name, "/") || local == "." {
		return s.inFolder(local)
	}
	if found, ok := s.asFile(local); ok {
		return file(found), nil
	}
	return s.inFolder(local)
}

// asFile finds a file by its path, with or without the extension. A script may import a TypeScript
// file by the name of its output, which ends in .js.
func (s *sources) asFile(local string) (string, bool) {
	if s.isFile(local) {
		return local, true
	}
	for _, ending := range s.endings {
		if s.isFile(local + ending) {
			return local + ending, true
		}
	}
	if stem, ok := strings.CutSuffix(local, ".js"); ok && s.isFile(stem+".ts") {
		return stem + ".ts", true
	}
	return "", false
}

// look returns information about a file. It records the lookup, so that the bundle is made again
// when the file appears or changes.
func (s *sources) look(local string) (fs.FileInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.Look(s.folder, filepath.FromSlash(local))
}

func (s *sources) isFile(local string) bool {
	info, err := s.look(local)
	return err == nil && info.Mode().IsRegular()
}

func (s *sources) isFolder(local string) bool {
	info, err := s.look(local)
	return err == nil && info.IsDir()
}

// byPackage looks for a package in the node_modules folders as Node.js does, then in NODE_PATH,
// then among lab's own modules.
func (s *sources) byPackage(name, from string) (place, error) {
	for at := from; ; at = path.Dir(at) {
		if p, err := s.inPackages(path.Join(at, "node_modules"), name); err == nil {
			return p, nil
		}
		if at == "." || at == "/" {
			break
		}
	}
	for _, at := range s.paths {
		if p, err := s.inPackages(at, name); err == nil {
			return p, nil
		}
	}
	if isOurs(name) {
		return place{path: name, namespace: ours}, nil
	}
	return place{}, fs.ErrNotExist
}

// inPackages looks for a package in one folder of packages.
func (s *sources) inPackages(at, name string) (place, error) {
	if !s.isFolder(at) {
		return place{}, fs.ErrNotExist
	}
	pkg, sub := packageOf(name)
	root := path.Join(at, pkg)
	if !s.isFolder(root) {
		return place{}, fs.ErrNotExist
	}
	if m, ok := s.manifest(root); ok && m.Exports != nil {
		to, ok := m.export(sub)
		if !ok {
			return place{}, fs.ErrNotExist
		}
		return s.byPath("./"+to, root)
	}
	if sub == "." {
		return s.inFolder(root)
	}
	return s.byPath(sub, root)
}

// packageOf splits an import into the package's name and the path within it.
func packageOf(name string) (pkg, sub string) {
	parts := strings.SplitN(name, "/", 3)
	n := 1
	if strings.HasPrefix(name, "@") && len(parts) > 1 {
		n = 2
	}
	pkg = strings.Join(parts[:n], "/")
	return pkg, "." + strings.TrimPrefix(name, pkg)
}

// inFolder returns the file that an import of a folder resolves to.
func (s *sources) inFolder(local string) (place, error) {
	if !s.isFolder(local) {
		return place{}, fs.ErrNotExist
	}
	if m, ok := s.manifest(local); ok {
		for _, field := range s.fields {
			main, given := m.main(field)
			if !given {
				continue
			}
			at, err := s.local(local, "./"+main)
			if err != nil {
				return place{}, err
			}
			if found, ok := s.asFile(at); ok {
				return file(found), nil
			}
			if found, ok := s.asFile(path.Join(at, "index")); ok {
				return file(found), nil
			}
		}
	}
	if found, ok := s.asFile(path.Join(local, "index")); ok {
		return file(found), nil
	}
	return place{}, fs.ErrNotExist
}

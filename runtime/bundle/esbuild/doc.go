// Package esbuild is the child process that bundles. It runs github.com/evanw/esbuild,
// which can access only the files of one folder, through the gate.
//
// Without a plugin, esbuild opens files itself. This package's plugin (plugin.go,
// resolve.go) resolves every import to a namespace of its own, so that esbuild opens
// no file. If a project does not contain Phoenix's packages, lab's own versions are
// used (runtime/lib/live/client). Lab's style sheet (sheet.css) replaces Tailwind's.
// Start reading in serve.go.
package esbuild

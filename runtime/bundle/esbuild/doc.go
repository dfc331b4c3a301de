// Package esbuild is the child that bundles: github.com/evanw/esbuild, which sees the files
// of one folder only, through the gate.
//
// esbuild looks for files by itself where no plugin does. Here one always does (plugin.go,
// resolve.go), in a namespace of its own, so that esbuild opens nothing. Packages of
// Phoenix's that a project has not got are lab's own (runtime/lib/live/client), and so is
// a style sheet in the place of Tailwind's (sheet.css). Start reading in serve.go.
package esbuild

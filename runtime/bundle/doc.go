// Package bundle bundles the scripts and style sheets of a project. The bundler is
// esbuild. It runs in a child process of this program, so that its memory and time
// can be limited, and a crash ends only the child.
//
// The node sends requests (run.go) and the child answers them (package esbuild).
// Both access the project through the gate (runtime/reach). The stamp of the inputs
// shows whether a bundle is outdated (stamp.go). Start reading in bundle.go.
package bundle

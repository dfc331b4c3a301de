// Package bundle makes what a page loads, scripts and style sheets, of a project's
// sources. esbuild does it, in a child process of this same program: what it takes of
// memory and time is bounded there, and a failure of it ends the child alone.
//
// The node asks (run.go); the child answers (package esbuild). Both see the project
// through the gate (runtime/reach), and the stamps of what was read tell when to ask again
// (stamp.go). Start reading in bundle.go. The package imports runtime/reach.
package bundle

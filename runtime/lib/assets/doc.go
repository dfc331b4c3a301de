// Package assets has what a Phoenix project asks for when it bundles its scripts and style
// sheets: Esbuild, Tailwind, their Mix tasks, and the watchers of an endpoint. The work is
// done outside of the node (runtime/bundle, reached by runtime/node/bundle.go).
//
// Start reading in profile.ex.
package assets

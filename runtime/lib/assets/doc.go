// Package assets implements the modules with which a Phoenix project bundles its scripts and style
// sheets: Esbuild, Tailwind, their Mix tasks, and the watchers of an endpoint. The bundling itself
// happens outside the node (runtime/bundle, called from runtime/node/bundle.go).
//
// Start reading in profile.ex.
package assets

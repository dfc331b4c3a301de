// Package present gives a lab as a talk on the lab's real nodes. The steps and their actions come
// from lab.yaml, the rules from labs/session, the nodes from repl/live, and the prompts and the map
// from repl/workbook.
//
// A talk is a list of beats (beat.go). Model (model.go) shows one beat at a time and executes it.
// The same model can play a talk by itself without a screen, to check or record it (play.go). A
// second terminal shows the speaker's notes (notes.go).
//
// The package may import repl/workbook and below. It never starts a node itself; it asks a Stage.
//
// Start reading in beat.go, then model.go.
package present

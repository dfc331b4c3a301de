// Package present gives a lab as a talk: one thing at a time, large, on the lab's real nodes.
// The steps and what is done in them come from lab.yaml, the rules from labs/session, the nodes
// from repl/live, and the prompts and the map from repl/workbook.
//
// A talk is a list of beats (beat.go). Model (model.go) shows one and carries it out; the same
// model plays a talk by itself, without a screen, to check it or to record it (play.go). A
// second terminal shows the speaker's notes (notes.go).
//
// The package may import repl/workbook and below. It never starts a node: a Stage does.
package present

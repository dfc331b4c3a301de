// Package workbook is the full-screen guide of a lab. It shows the steps on one side. The other
// side shows the prompts of the lab's nodes, the map of the cluster, or the messages between
// processes. A line below shows which nodes are up and connected.
//
// Model is the only Bubble Tea model. Everything else is a plain value with a render method. Model
// has no side effects. It calls a Driver to act. The Driver sends messages (messages.go) about
// events, so a test can drive the model in the same way.
//
// Start reading in model.go. The package must not import the runtime; a test in internal/house
// checks that.
package workbook

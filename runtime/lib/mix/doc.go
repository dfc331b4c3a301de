// Package mix has Mix: the project, its configuration, and tasks, each a module
// Mix.Tasks.Name.
//
// Start reading in task.ex; subject.go lists what is in Go.
package mix

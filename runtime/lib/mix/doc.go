// Package mix implements Mix: the project, its configuration, and the tasks. Each task is a module
// Mix.Tasks.Name.
//
// Start reading in task.ex.
package mix

// Package cluster starts the nodes of a lab as processes of the operating system, keeps
// Caddy in front of them, asks them things over their lines (labs/pipe), strikes them
// with faults, and looks at what a step waits for.
//
// It takes no part in a verdict: what programs do to their nodes is an error with a type
// (errors.go), and labs/grade says what that means. Start reading in scenario.go. The
// package may import labs/catalogue, labs/census, labs/pipe, labs/caddy and the runtime.
package cluster

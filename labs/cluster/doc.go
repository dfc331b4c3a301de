// Package cluster starts the nodes of a lab as operating system processes, and Caddy in front of
// them. It sends requests to the nodes over their lines (labs/pipe), injects faults, and watches
// the expectations of a step.
//
// The package gives no verdicts. If a program harms its node, the package returns a typed error
// (errors.go), and labs/grade interprets it. Start reading in scenario.go. The package must not
// import labs/grade.
package cluster

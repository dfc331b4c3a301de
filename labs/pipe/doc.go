// Package pipe is the line between a lab and one of its nodes: requests on the
// standard input of the node's process, answers on its standard output, marked
// with a secret that is drawn for each start.
//
// Programs on the node can neither name this line nor speak on it: it is Go at
// both ends, and no part of the cluster. So it works whatever they do to links,
// cookies, names and modules. The answers to Eval and Attempt are still made by the
// node's programs, and prove no more than those want them to; Heard, Count,
// Served and Events are seen by the engine itself.
//
// Start reading in serve.go (the node's end), then line.go (the lab's end).
package pipe

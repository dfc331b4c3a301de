// Package pipe is the connection between a lab and one of its nodes. Requests go to the standard
// input of the node's process. Replies come back on its standard output, marked with a secret key
// that is generated for each start.
//
// Programs on the node cannot use or name the connection: both ends are Go code, and the connection
// is not part of the cluster. It therefore works whatever programs do to links, cookies, names and
// modules. The results of Eval and Attempt still come from code on the node, so a program can fake
// them. The results of Heard, Count, Asked and Served come from the runtime itself. So do all
// events except Text, which passes the output of programs.
//
// Start reading in serve.go (the node's end), then line.go (the lab's end).
package pipe

// Package ear hears, on a node of a lab, what the processes of the student say to each other,
// and tells the node's watcher of it: some messages one by one, and how many more there were.
//
// It is the source of what labs/messages puts together. Start reading in ear.go; tell.go puts
// what was heard into words, and mark.go finds the two ends of a message together.
package ear

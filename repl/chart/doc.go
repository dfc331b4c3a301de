// Package chart draws a cluster on a text screen. A sequence chart shows the messages, with one
// column for each node. A node diagram shows the nodes as boxes with their links as lines.
//
// The functions are pure: they turn events, a width and a height into rows of text. Start reading
// in chart.go (the sequence chart) or drawing.go (the node diagram). Both draw on the canvas of
// canvas.go.
package chart

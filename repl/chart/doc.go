// Package chart draws a cluster for a screen of text: what its nodes said to each other as a
// sequence chart, one column a node, and the nodes themselves as boxes with lines between.
//
// All of it is pure: from what happened, a width and a height to rows. Start reading in
// chart.go (the sequence chart) or drawing.go (the boxes); canvas.go is what both draw on.
package chart

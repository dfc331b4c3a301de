// Package room is a classroom over SSH: a server that gives each student the workbook, on nodes
// and in a folder of their own on the teacher's machine, and the teacher's screen, which shows
// who is where, projects a workbook and speaks to all. Its rules are those of labs/room.
package room

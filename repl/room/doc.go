// Package room is a classroom over SSH. Its server gives each student a workbook whose folder and
// nodes are on the teacher's machine. On the teacher's screen, the teacher follows the students'
// progress, projects a workbook and sends messages to everyone.
//
// The rules of the room are in labs/room. Start reading in room.go.
package room

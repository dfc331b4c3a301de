// Package room is the rules of a classroom: who may come and under which name, how many at
// a time, where each of them is, who is stuck, and what the room has forecast. It has no screen
// and no network, and stores names, keys and the students' workbooks in one folder.
package room

// Package vm is the engine: it runs processes.
//
// Code is a web of steps. A Step does a little work on a process and returns
// the step that follows; a pool of workers drives every runnable process for a
// turn of a bounded number of calls. A process is a heap object with a stack
// of its own (windows of registers in growing segments, and a frame for every
// call that is not a tail call), so that recursion may be millions deep, a
// backtrace is a walk over frames, and a kill works on a busy loop.
//
// Everything that reaches a process from outside is a signal in its one
// ordered queue: messages, exits, links, monitors, requests. The process
// itself takes them out, at the start of a turn and in receive.
//
// Invariants:
//
//   - Nothing may touch a process after it parked: parking is the last thing
//     the run loop does, since another worker may have it by then.
//   - A native never blocks. Blocking work runs on a goroutine (Process.Block).
//   - The process table keeps parked processes alive; nothing else does.
//   - GOMAXPROCS is at least workers + 1, or busy workers starve timers and
//     sockets.
//
// Start reading in step.go, then process.go, signal.go and schedule.go. The
// package imports term only.
package vm

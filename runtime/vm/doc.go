// Package vm is the engine that runs processes.
//
// Code is a graph of steps. A Step does a little work on a process and returns the next step. A
// pool of workers gives each runnable process a turn with a bounded number of calls. A process is a
// heap object with its own stack: register windows in growing segments, and a frame for every call
// that is not a tail call. So recursion can be millions of calls deep, a backtrace is a walk over
// frames, and a kill ends a busy loop.
//
// Everything that reaches a process from outside is a signal in its single ordered inbox: messages,
// exits, links, monitors, requests. The process takes signals out itself, at the start of a turn
// and in receive.
//
// Invariants:
//
//   - Nothing may touch a process after it has parked. Parking is the last action of the run loop,
//     because another worker may run the process afterwards.
//   - A native never blocks. Blocking work runs on a goroutine (Process.Block).
//   - The process table keeps parked processes alive. Nothing else does.
//   - GOMAXPROCS is at least workers + 1. Otherwise busy workers starve timers and sockets.
//
// Start reading in step.go, then process.go, signal.go and schedule.go. The package imports only
// term.
package vm

// Package trace implements tracing: :erlang.trace and related functions, :dbg and :seq_trace.
//
// The engine generates the events (runtime/vm/trace.go). This package has the functions that
// request them. Start reading in trace.go for processes, pattern.go for calls, dbg.ex for :dbg.
package trace

// Package trace is tracing: :erlang.trace and its kin, :dbg, :seq_trace.
//
// The engine tells the events (runtime/vm/trace.go); here are the functions that ask for
// them. Start reading in trace.go for processes, pattern.go for calls, dbg.ex for :dbg.
package trace

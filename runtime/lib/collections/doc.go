// Package collections has Erlang's own collections: :gb_trees, :gb_sets, :sets,
// :dict, :ordsets, :orddict, :array, :digraph. Each is laid out as OTP has it, since
// programs print them and nodes send them to each other.
package collections

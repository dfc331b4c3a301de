// Package collections implements Erlang's collections: :gb_trees, :gb_sets, :sets, :dict,
// :ordsets, :orddict, :array, :digraph, :digraph_utils and :sofs. They have the same internal
// structure as in OTP, because programs print them and nodes send them to each other.
//
// Start reading in gb_trees.ex.
package collections

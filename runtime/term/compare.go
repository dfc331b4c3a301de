package term

// Compare orders two terms as Erlang does: -1, 0, 1. exact tells 1 and 1.0 apart only when equal otherwise.
func Compare(a, b Term) int { panic("BUG: being written") }

// Equal is ===.
func Equal(a, b Term) bool { panic("BUG: being written") }

// LooseEqual is ==.
func LooseEqual(a, b Term) bool { panic("BUG: being written") }

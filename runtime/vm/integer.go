package vm

import "math/big"

// textGrowth is the memory for the text of an integer in relation to the integer: the digits, their
// copy, and the powers of the base by which math/big divides.
const textGrowth = 28

// IntegerText returns the digits of n, in small letters. It claims the memory for the conversion
// until its end, even if the process has ended by then. The process may be nil.
func (p *Process) IntegerText(n *big.Int, base int) string {
	defer p.Claim(n.BitLen() / 8 * textGrowth)()
	return n.Text(base)
}

package node

import (
	"lab/runtime/etf"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// codec encodes and decodes terms for the distribution. It writes local pids with the node's name
// and creation. When such pids come back, it converts them to local pids.
type codec struct {
	enc etf.EncodeOpts
	dec etf.DecodeOpts
}

func newCodec(m *vm.Machine) codec {
	return codec{
		enc: etf.EncodeOpts{Node: m.Node(), Creation: m.Creation()},
		dec: etf.DecodeOpts{Node: m.Node(), Creation: m.Creation(), LocalPid: m.LocalPid, Bind: m.Bind},
	}
}

// Encode implements dist.Codec.
func (c codec) Encode(dst []byte, t term.Term) ([]byte, error) { return etf.Encode(dst, t, c.enc) }

// Decode implements dist.Codec.
func (c codec) Decode(b []byte, kept bool) (term.Term, []byte, error) {
	o := c.dec
	o.Kept = kept
	return etf.Decode(b, o)
}

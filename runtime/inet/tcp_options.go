package inet

import (
	"net/netip"
	"time"

	"lab/runtime/term"
)

// framing is the packet option of inet:setopts/2. It defines how a byte stream is split into
// packets: by lines, by a length prefix of one, two or four bytes, or not at all.
type framing int

const (
	raw  framing = 0
	line framing = -1
)

// tcpOptions are the options of a stream.
type tcpOptions struct {
	options
	packet      framing
	delimiter   byte
	packetSize  int
	exitOnClose bool
	sendTimeout time.Duration
}

func tcpDefaults() tcpOptions {
	return tcpOptions{options: options{mode: active, ip: netip.IPv4Unspecified()}, delimiter: '\n', exitOnClose: true}
}

// tcpWithoutEffect lists the options that are accepted and ignored.
var tcpWithoutEffect = map[string]bool{
	"backlog": true, "nodelay": true, "keepalive": true, "linger": true, "delay_send": true, "show_econnreset": true,
	"high_watermark": true, "low_watermark": true, "send_timeout_close": true, "nopush": true,
}

// set applies a list of options. It reports false if one of them is invalid.
func (o *tcpOptions) set(list term.Term) bool {
	all, ok := list.Options()
	for _, t := range all {
		ok = ok && o.one(t)
	}
	return ok
}

func (o *tcpOptions) one(t term.Term) bool {
	e := t.Elems()
	if len(e) != 2 || !e[0].IsAtom() {
		return o.options.one(t)
	}
	name, v := e[0].Atom().String(), e[1]
	n, isInt := v.AsInt()
	switch name {
	case "packet":
		return o.setPacket(v)
	case "line_delimiter":
		o.delimiter = byte(n)
		return isInt && n >= 0 && n < 256
	case "packet_size":
		o.packetSize = int(min(n, maxPacket))
		return isInt && n >= 0
	case "exit_on_close":
		return flag(v, &o.exitOnClose)
	case "send_timeout":
		o.sendTimeout = time.Duration(n) * time.Millisecond
		return isInt && n >= 0 || v.Is(term.Intern("infinity"))
	case "broadcast", "multicast_if", "multicast_loop", "multicast_ttl", "add_membership", "drop_membership":
		return false
	}
	return tcpWithoutEffect[name] || o.options.one(t)
}

func (o *tcpOptions) setPacket(v term.Term) bool {
	n, isInt := v.AsInt()
	switch {
	case v.Is(term.Intern("raw")):
		o.packet = raw
	case v.Is(term.Intern("line")):
		o.packet = line
	case isInt && (n == 0 || n == 1 || n == 2 || n == 4):
		o.packet = framing(n)
	default:
		return false
	}
	return true
}

func (o *tcpOptions) get(name term.Term) (term.Term, bool) {
	if !name.IsAtom() {
		return term.Term{}, false
	}
	switch name.Atom().String() {
	case "packet":
		if o.packet == line {
			return term.Sym("line"), true
		}
		return term.Int(int64(o.packet)), true
	case "packet_size":
		return term.Int(int64(o.packetSize)), true
	case "exit_on_close":
		return term.Bool(o.exitOnClose), true
	case "nodelay", "keepalive":
		return term.False, true
	case "multicast_ttl", "multicast_loop", "broadcast":
		return term.Term{}, false
	}
	return o.options.get(name)
}

// maxPacket is the maximum size of a packet and of the data buffered for it.
const maxPacket = 64 << 20

// cut splits the first packet off b. For a raw stream, want is the number of bytes requested, or 0
// for all available. cut returns the number of bytes consumed, or 0 if the packet is incomplete.
// It fails if the packet is too large.
func (o *tcpOptions) cut(b []byte, want int) (packet []byte, used int, err error) {
	limit := maxPacket
	if o.packetSize > 0 {
		limit = o.packetSize
	}
	switch o.packet {
	case raw:
		if len(b) == 0 || len(b) < want {
			return nil, 0, nil
		}
		if want > 0 {
			b = b[:want]
		}
		return b, len(b), nil
	case line:
		for i, c := range b {
			if c == o.delimiter {
				return b[:i+1], i + 1, nil
			}
		}
		if len(b) >= limit {
			return nil, 0, errTooLong
		}
		return nil, 0, nil
	}
	header := int(o.packet)
	if len(b) < header {
		return nil, 0, nil
	}
	n := 0
	for _, c := range b[:header] {
		n = n<<8 | int(c)
	}
	switch {
	case n > limit:
		return nil, 0, errTooLong
	case len(b) < header+n:
		return nil, 0, nil
	}
	return b[header : header+n], header + n, nil
}

// framed returns data with the length prefix that the peer expects.
func (o *tcpOptions) framed(data []byte) ([]byte, error) {
	header := int(o.packet)
	if header <= 0 {
		return data, nil
	}
	if header < 4 && len(data) >= 1<<(8*header) {
		return nil, errInvalid
	}
	out := make([]byte, header, header+len(data))
	for i := range header {
		out[i] = byte(len(data) >> (8 * (header - 1 - i)))
	}
	return append(out, data...), nil
}

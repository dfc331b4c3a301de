package dist

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// maxName is the maximum length of a node name in a handshake, the length of an atom in bytes.
const maxName = 255 * 4

// self is this node as presented in a handshake.
type self struct {
	name     string
	creation uint32
	flags    uint64
	cookie   func(peer string) string
}

// remote is the peer as presented in its handshake.
type remote struct {
	name     string
	creation uint32
	flags    uint64
}

// hidden reports whether the peer is a hidden node.
func (r remote) hidden() bool { return r.flags&flagPublished == 0 }

// digest returns the response to a challenge, which proves knowledge of the cookie without
// revealing it.
func digest(cookie string, challenge uint32) []byte {
	sum := md5.Sum([]byte(cookie + strconv.FormatUint(uint64(challenge), 10)))
	return sum[:]
}

func newChallenge() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return binary.BigEndian.Uint32(b[:])
}

// readHandshake reads a message: a length of two bytes, then the body.
func readHandshake(r io.Reader) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n == 0 || n > maxName+64 {
		return nil, errProtocol
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body)
	return body, err
}

func writeHandshake(w io.Writer, body []byte) error {
	out := binary.BigEndian.AppendUint16(make([]byte, 0, len(body)+2), uint16(len(body)))
	_, err := w.Write(append(out, body...))
	return err
}

// initiate performs the handshake on the side that dialled.
func initiate(c net.Conn, me self, peer string, still func() bool) (remote, error) {
	if err := writeHandshake(c, nameMessage(me)); err != nil {
		return remote{}, err
	}
	if err := readStatus(c, still); err != nil {
		return remote{}, err
	}
	msg, err := readHandshake(c)
	if err != nil {
		return remote{}, err
	}
	r, challenge, err := parseChallenge(msg)
	switch {
	case err != nil:
		return remote{}, err
	case r.name != peer:
		return remote{}, errNotUs
	case r.flags&mandatory != mandatory:
		return remote{}, errNoFlags
	}
	cookie := me.cookie(peer)
	mine := newChallenge()
	reply := binary.BigEndian.AppendUint32([]byte{'r'}, mine)
	if err := writeHandshake(c, append(reply, digest(cookie, challenge)...)); err != nil {
		return remote{}, err
	}
	ack, err := readHandshake(c)
	if err != nil {
		// A peer that rejects the digest of this node closes the connection.
		return remote{}, fmt.Errorf("%w: %w", errCookie, err)
	}
	if len(ack) != 17 || ack[0] != 'a' {
		return remote{}, errProtocol
	}
	if subtle.ConstantTimeCompare(ack[1:], digest(cookie, mine)) != 1 {
		return remote{}, errCookie
	}
	return r, nil
}

// readStatus reads the peer's verdict on the name of this node. If the peer still has an older
// connection from this node, it asks whether a new connection shall replace the older connection.
// The argument still is a function that returns the answer.
func readStatus(c net.Conn, still func() bool) error {
	msg, err := readHandshake(c)
	if err != nil {
		return err
	}
	if msg[0] != 's' {
		return errProtocol
	}
	switch string(msg[1:]) {
	case "ok", "ok_simultaneous":
		return nil
	case "nok":
		return errYield
	case "alive":
		if still() {
			return writeHandshake(c, []byte("strue"))
		}
		_ = writeHandshake(c, []byte("sfalse"))
		return errYield
	}
	return errRefused
}

// verdict is the response of the accepting node to a name.
type verdict string

const (
	sayOk           verdict = "ok"
	saySimultaneous verdict = "ok_simultaneous"
	sayNok          verdict = "nok"
	sayAlive        verdict = "alive"
	sayNotAllowed   verdict = "not_allowed"
)

// accept performs the handshake on the side that was dialled. The function judge decides about the
// peer's name, which has not been authenticated yet.
func accept(c net.Conn, me self, judge func(remote) verdict) (remote, error) {
	msg, err := readHandshake(c)
	if err != nil {
		return remote{}, err
	}
	r, old, err := parseName(msg)
	if err != nil {
		return remote{}, err
	}
	if err := sayVerdict(c, r, judge); err != nil {
		return r, err
	}
	challenge := newChallenge()
	if err := writeHandshake(c, challengeMessage(me, challenge)); err != nil {
		return r, err
	}
	if old {
		if r, err = readComplement(c, r); err != nil {
			return r, err
		}
	}
	return r, prove(c, me, r, challenge)
}

func sayVerdict(c net.Conn, r remote, judge func(remote) verdict) error {
	v := sayNotAllowed
	if r.flags&mandatory == mandatory {
		v = judge(r)
	}
	if err := writeHandshake(c, []byte("s"+v)); err != nil {
		return err
	}
	switch v {
	case sayNok:
		return errYield
	case sayNotAllowed:
		return errRefused
	case sayAlive:
		answer, err := readHandshake(c)
		if err != nil {
			return err
		}
		if string(answer) != "strue" {
			return errKeepAlive
		}
	}
	return nil
}

// prove verifies the peer's digest and sends the digest of this node.
func prove(c net.Conn, me self, r remote, challenge uint32) error {
	reply, err := readHandshake(c)
	if err != nil {
		return err
	}
	if len(reply) != 21 || reply[0] != 'r' {
		return errProtocol
	}
	cookie := me.cookie(r.name)
	if subtle.ConstantTimeCompare(reply[5:], digest(cookie, challenge)) != 1 {
		return errCookie
	}
	theirs := binary.BigEndian.Uint32(reply[1:])
	return writeHandshake(c, append([]byte{'a'}, digest(cookie, theirs)...))
}

// nameMessage returns send_name of version 6: 'N', flags, creation, name.
func nameMessage(me self) []byte {
	b := binary.BigEndian.AppendUint64([]byte{'N'}, me.flags)
	b = binary.BigEndian.AppendUint32(b, me.creation)
	b = binary.BigEndian.AppendUint16(b, uint16(len(me.name)))
	return append(b, me.name...)
}

// challengeMessage returns send_challenge of version 6.
func challengeMessage(me self, challenge uint32) []byte {
	b := binary.BigEndian.AppendUint64([]byte{'N'}, me.flags)
	b = binary.BigEndian.AppendUint32(b, challenge)
	b = binary.BigEndian.AppendUint32(b, me.creation)
	b = binary.BigEndian.AppendUint16(b, uint16(len(me.name)))
	return append(b, me.name...)
}

// parseName parses send_name of version 6, or of version 5 ('n'), which a node sends if it does not
// know the version of this node.
func parseName(b []byte) (r remote, old bool, err error) {
	switch {
	case len(b) >= 15 && b[0] == 'N':
		n := int(binary.BigEndian.Uint16(b[13:]))
		if len(b) < 15+n {
			return r, false, errProtocol
		}
		r = remote{string(b[15 : 15+n]), binary.BigEndian.Uint32(b[9:]), binary.BigEndian.Uint64(b[1:])}
	case len(b) >= 7 && b[0] == 'n':
		r = remote{string(b[7:]), 0, uint64(binary.BigEndian.Uint32(b[3:]))}
		old = true
	default:
		return r, false, errProtocol
	}
	if !validName(r.name) {
		return r, old, errProtocol
	}
	return r, old, nil
}

// readComplement reads the data that send_name of version 5 lacks: the upper flags and the
// creation.
func readComplement(c net.Conn, r remote) (remote, error) {
	b, err := readHandshake(c)
	if err != nil {
		return r, err
	}
	if len(b) != 9 || b[0] != 'c' {
		return r, errProtocol
	}
	r.flags |= uint64(binary.BigEndian.Uint32(b[1:])) << 32
	r.creation = binary.BigEndian.Uint32(b[5:])
	return r, nil
}

func parseChallenge(b []byte) (remote, uint32, error) {
	if len(b) < 19 || b[0] != 'N' {
		return remote{}, 0, errProtocol
	}
	n := int(binary.BigEndian.Uint16(b[17:]))
	if len(b) < 19+n {
		return remote{}, 0, errProtocol
	}
	r := remote{string(b[19 : 19+n]), binary.BigEndian.Uint32(b[13:]), binary.BigEndian.Uint64(b[1:])}
	return r, binary.BigEndian.Uint32(b[9:]), nil
}

// validName reports whether a peer's name has the form NAME@HOST.
func validName(name string) bool {
	at := strings.IndexByte(name, '@')
	return at > 0 && at < len(name)-1 && len(name) <= maxName
}

package dist

import (
	"errors"
	"fmt"
)

// A Cause is the cause of a failed connection. Erlang answers false for all of them, but the
// workbook shows the cause.
type Cause string

// These are the causes.
const (
	CauseNotAlive    Cause = "not_alive"    // this node has no name
	CauseBadName     Cause = "bad_name"     // the name has no @, or is short among long names
	CauseNoEpmd      Cause = "no_epmd"      // no epmd answers on the host
	CauseUnknownName Cause = "unknown_name" // epmd knows no such node
	CauseOutside     Cause = "outside"      // the node is neither on this machine nor in an allowed network
	CauseUnreachable Cause = "unreachable"  // nothing listens at the node's port
	CauseCookie      Cause = "cookie"       // the cookies differ
	CauseRejected    Cause = "rejected"     // the other node refused
	CauseTimeout     Cause = "timeout"      // the other node did not answer in time
	CauseCut         Cause = "cut"          // the lab has cut the nodes from each other
)

// A ConnectError reports that a connection to Node failed.
type ConnectError struct {
	Node  string
	Cause Cause
	Err   error
}

func (e *ConnectError) Error() string {
	return fmt.Sprintf("connect to %s (%s): %v", e.Node, e.Cause, e.Err)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// CauseOf returns the cause in err, or "" if there is none.
func CauseOf(err error) Cause {
	var ce *ConnectError
	if errors.As(err, &ce) {
		return ce.Cause
	}
	return ""
}

// These errors are the reasons why a handshake ended.
var (
	errCookie    = errors.New("the peer does not know the cookie")
	errNotUs     = errors.New("the peer answers to another name")
	errYield     = errors.New("the peer's own connection attempt goes ahead")
	errProtocol  = errors.New("not the distribution protocol")
	errRefused   = errors.New("refused by the peer")
	errNoFlags   = errors.New("the peer lacks a mandatory capability")
	errCut       = errors.New("the nodes are cut off from each other")
	errClosed    = errors.New("the endpoint is closed")
	errKeepAlive = errors.New("already connected")
)

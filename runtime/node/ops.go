package node

import (
	"errors"

	"lab/runtime/term"
)

// These are the control messages of the distribution protocol.
const (
	opLink                = 1
	opSend                = 2
	opExit                = 3
	opUnlink              = 4
	opRegSend             = 6
	opGroupLeader         = 7
	opExit2               = 8
	opMonitorP            = 19
	opDemonitorP          = 20
	opMonitorPExit        = 21
	opSendSender          = 22
	opPayloadExit         = 24
	opPayloadExit2        = 26
	opPayloadMonitorPExit = 28
	opSpawnRequest        = 29
	opSpawnReply          = 31
	opAliasSend           = 33
	opUnlinkID            = 35
	opUnlinkIDAck         = 36
)

// These are the flags in a spawn reply.
const (
	spawnedLinked    = 1
	spawnedMonitored = 2
)

// unused fills the fields of control messages that held a cookie in the past.
var unused = term.Sym("")

var errControl = errors.New("an invalid control message")

// control returns a control message.
func control(op int64, args ...term.Term) term.Term {
	return term.Tup(append([]term.Term{term.Int(op)}, args...)...)
}

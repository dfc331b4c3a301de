package messages

import "time"

// An End is the sending or receiving process of a message.
type End struct {
	// Node is the short name of its node. It is empty if unknown, because the runtime sends some
	// messages itself and some processes are not recorded.
	Node string
	// ID identifies the process within its node. It is empty for a message that is sent to a name.
	ID string
	// Name is a readable name: its registered name, "shell", its module, or its pid.
	Name string
}

// A Kind is the kind of a message.
type Kind string

// The kinds of messages.
const (
	Plain  Kind = "message"
	Call   Kind = "call" // GenServer.call
	Cast   Kind = "cast"
	Reply  Kind = "reply"
	Signal Kind = "signal" // system messages such as :DOWN, :EXIT and :nodedown
)

// Kinds lists all kinds in the order of menus.
var Kinds = []Kind{Plain, Call, Cast, Reply, Signal}

// A Fate is the outcome of sending a message.
type Fate int

// The fates of messages.
const (
	OnWay   Fate = iota // sent, and may still arrive
	Arrived             // delivered to a mailbox
	Lost                // can no longer arrive
	Untold              // unknown, because the receiver is not recorded
)

// A Message is a message between two processes.
type Message struct {
	// Serial is the serial number of the message in its log.
	Serial uint64
	// Sent and Got are times since the start of the lab. Got is 0 until the message has arrived.
	Sent, Got time.Duration
	From, To  End
	Kind      Kind
	Text      string
	Fate      Fate
	// Why is the reason if the message is lost.
	Why string
}

// Local reports whether both ends are on the same node.
func (m Message) Local() bool { return m.From.Node == m.To.Node }

// A More counts messages sent on a node that were not reported individually because there were too
// many.
type More struct {
	At   time.Duration
	Node string
	N    int
}

// A Heard is one half of a message as reported by a node.
type Heard struct {
	// At is the time by the node's own clock.
	At   time.Duration
	Sent bool
	// Process is the process that sent or received the message. To is the destination.
	Process, To End
	// Mark is the fingerprint of the message. Equal messages have equal marks at both ends. The
	// mark 0 matches any mark.
	Mark uint64
	Kind Kind
	Text string
	// Nobody marks a message whose destination did not exist.
	Nobody bool
}

// A Batch is one report of a node.
type Batch struct {
	Node string
	// Fresh is set in the first batch of a node's run. Earlier messages to the node are lost.
	Fresh bool
	// Now is the node's clock at the time of the report.
	Now   time.Duration
	Heard []Heard
	// More is the number of further sent messages. Missed reports whether there were further
	// arrivals.
	More   int
	Missed bool
	// Names are the registered names on the node, or nil if they have not changed.
	Names []string
	// Listened are the processes whose messages are recorded from now on.
	Listened []End
}

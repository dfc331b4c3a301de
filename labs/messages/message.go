package messages

import "time"

// An End is a process at one end of a message.
type End struct {
	// Node is its node's short name, empty where nobody knows it: the engine itself sends
	// some messages, and so do processes that nobody listens to.
	Node string
	// ID tells the processes of a node apart. It is empty where a message is sent to a name.
	ID string
	// Name is what it is called: its registered name, "shell", its module, or its pid.
	Name string
}

// A Kind is what sort of message one is.
type Kind string

// The kinds of messages.
const (
	Plain  Kind = "message"
	Call   Kind = "call" // of a GenServer
	Cast   Kind = "cast"
	Reply  Kind = "reply"
	Signal Kind = "signal" // the engine tells of an end: :DOWN, :EXIT, :nodedown
)

// Kinds are all kinds, in the order in which screens offer them.
var Kinds = []Kind{Plain, Call, Cast, Reply, Signal}

// A Fate is what became of a message.
type Fate int

// The fates of messages.
const (
	OnWay   Fate = iota // it was sent, and it may arrive yet
	Arrived             // it came into a mailbox
	Lost                // it cannot arrive any more
	Untold              // nobody listens to the one that it is for
)

// A Message is one message between two processes.
type Message struct {
	// Serial is the message's own number in its log.
	Serial uint64
	// Sent and Got are counted from the start of the lab. Got is 0 until it has arrived.
	Sent, Got time.Duration
	From, To  End
	Kind      Kind
	Text      string
	Fate      Fate
	// Why says why it is lost.
	Why string
}

// Local reports whether a message stays on its node.
func (m Message) Local() bool { return m.From.Node == m.To.Node }

// A More counts messages that a node's processes sent and nobody was told one by one: there
// were too many.
type More struct {
	At   time.Duration
	Node string
	N    int
}

// A Heard is one half of a message, as a node tells it.
type Heard struct {
	// At is on the node's own clock.
	At   time.Duration
	Sent bool
	// Process sends or gets it; To is where it is sent.
	Process, To End
	// Mark is the same at both ends and differs between messages that differ. 0 is like all.
	Mark uint64
	Kind Kind
	Text string
	// Nobody says that there is no process where it was sent.
	Nobody bool
}

// A Batch is what a node tells at once.
type Batch struct {
	Node string
	// Fresh is set in the first batch of a life: what was on its way to the node is lost.
	Fresh bool
	// Now is what the node's own clock says as it tells the batch.
	Now   time.Duration
	Heard []Heard
	// More counts the messages that were sent beside those, and Missed says that others arrived.
	More   int
	Missed bool
	// Names are the names registered on the node, nil where they are as they were.
	Names []string
	// Listened are the processes that the node has begun to listen to.
	Listened []End
}

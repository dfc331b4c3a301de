package script

import (
	"time"

	"lab/labs/catalogue"
	"lab/runtime/term"
)

// This file defines what a grade is made of.

// A Grade checks the student's files on fresh nodes that the student has not
// seen.
type Grade struct {
	Nodes []catalogue.NodeSpec
	// Named has the nodes keep the names that they have here, for a lab whose files name
	// them. Else each run draws names of its own, and code knows a node by a variable
	// of the name that it has here.
	Named bool
	// Names are those that the nodes share out among them by lot, where a check is not to hang on
	// which of them has which.
	Names []string
	Proxy *catalogue.Proxy
	// Tap lists callback modules: what reaches their processes is heard.
	Tap []string
	// Boot names the mistakes by which the project does not load or start.
	Boot    []BootMistake
	Prepare []Action
	// Before runs before each check, and each time it is repeated, while all nodes are
	// up: what must hold there. Where it does not, that is not a verdict on the work.
	Before []Action
	Checks []*Check
	// Pieces are all Elixir of the grade, for who looks into it.
	Pieces []Piece
}

// A BootMistake is a mistake that shows before any check can run: a node said
// something that Says, a regular expression, matches.
type BootMistake struct {
	Says    string
	Mistake string
	place
}

// Where an action is evaluated, if not on a node by name.
const (
	OnEach = catalogue.OnEach // on each node that is up; the value is a map
	OnHere = "here"           // on the node whose turn it is
	// OnChecker is away from all nodes: for what is made of values that are there.
	OnChecker = "checker"
)

// An Action evaluates Elixir on a node, on "each" node that is up, on the "checker", or,
// when On is "here", on the node whose turn it is. Or it attempts what a student wrote,
// asks what the engines of the nodes have seen, carries out a Fault, or is what a
// visitor does with a page.
type Action struct {
	place
	On   string
	Eval string
	// Attempt evaluates code in a process of its own, and its value is what became of
	// that: {:ok, value}, {:raised, exception, message, {module, function, arity},
	// place}, {:exit, reason}, {:throw, value}, {:loops, place} or :hangs.
	Attempt string
	// Heard is what has reached the processes of the Grade's Tap since the last time:
	// a list of {node, {:call, request}}, {node, {:cast, request}}, {node, {:info,
	// message}}. Count is a callback module, and the value a map of node to the number
	// of its processes. The engine sees both; no program has a say in it.
	Heard bool
	Count string
	// Asked is a supervisor's module, and the value a map of node to those to which the
	// processes below such supervisors have asked to connect, each with how often they did: the
	// engine sees it. A node that starts again begins anew.
	Asked string
	// Seal lists modules that the action defines, which no program may replace.
	Seal []string
	// Fault is what catalogue.ParseFault reads.
	Fault string
	// Browse is the node whose page it is, or "proxy". The visitor opens Get, or goes
	// on with the page that is open there; fills in; clicks; and looks at it. Each
	// Visitor has cookies of their own.
	Browse  string
	Visitor string
	Get     string
	Fill    map[string]string
	Click   string
	// Press is a value that was named before, and says what Click would.
	Press string
	// Visits has so many visitors, each a stranger, open Get one after the other; the
	// value is what they met, all together (visits.go). Trials clicks, so many times each,
	// everything on the page that tells the server of a click, each on a page that has just
	// been opened; the value lists what came of each (trials.go). Opened is evaluated on
	// the page's node when a page has been opened.
	Visits int
	Trials int
	Opened string
	// Served is a map of node to the requests that its web server has answered, as the
	// engine sees them: a list of {path, status}, without those of the Visits.
	Served bool
	// As names the value for later actions and for the judge.
	As string
	// Until has the action repeated until its value matches this pattern, for
	// Within at most, or until the value has not changed for Steady. The last value
	// counts, whether it matches or not. A click is made once, and the page looked at
	// again.
	Until  string
	Within time.Duration
	Steady time.Duration
}

// A Check is one graded claim. Its actions run in order; the judge is a list of
// Elixir case clauses over a map of what they returned, each with :pass or the
// name of a mistake as its value.
type Check struct {
	place
	ID    string
	Title string
	// Needs names checks that must have passed before this one is tried.
	Needs []string
	// From lists the nodes on which the check is repeated as "here".
	From []string
	// Times is how often the check is repeated, 1 if it says nothing: often enough that
	// chance does not pass it.
	Times int
	Do    []Action
	Judge string

	says  []said
	judge place
}

// said is what a judge can say: :pass, or the name of a mistake.
type said struct {
	place
	name string
}

// A Form is what a piece of Elixir is.
type Form int

// The forms of pieces.
const (
	Code    Form = iota // an expression
	Pattern             // a pattern, with a guard perhaps, and the value that it is to match
	Clauses             // case clauses over a map of what was seen
)

// A Piece is Elixir of a grade, quoted, with the variables that it can use.
type Piece struct {
	File         string
	Line, Column int
	Form         Form
	Quoted       term.Term
	Known        []string
}

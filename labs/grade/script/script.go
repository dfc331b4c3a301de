package script

import (
	"time"

	"lab/labs/catalogue"
	"lab/runtime/term"
)

// This file defines the parts of a grade.

// A Grade defines how the student's files are checked on fresh nodes.
type Grade struct {
	Nodes []catalogue.NodeSpec
	// Named makes the nodes keep their names in the lab, for labs whose files contain these names.
	// Otherwise each run draws random names, and code refers to a node by the variable with its
	// name in the lab.
	Named bool
	// Names are distributed among the nodes at random, for checks that must not depend on which
	// node has which name.
	Names []string
	Proxy *catalogue.Proxy
	// Tap lists callback modules. Messages to their processes are recorded.
	Tap []string
	// Boot lists mistakes that keep a node from starting. Each is recognised by the node's output.
	Boot    []BootMistake
	Prepare []Action
	// Before runs before each check and each repetition of it, if all nodes are up. A failure
	// there is not a verdict on the work.
	Before []Action
	Checks []*Check
	// Pieces lists all Elixir code of the grade, for package lint.
	Pieces []Piece
}

// A BootMistake is a mistake that keeps the nodes from starting. It is recognised by output of a
// node that matches the regular expression Says.
type BootMistake struct {
	Says    string
	Mistake string
	place
}

// The places of an evaluation other than a node's name.
const (
	OnEach = catalogue.OnEach // on each running node; the value is a map
	OnHere = "here"           // on the current node of the check
	// OnChecker evaluates on the checker, for computations on existing values.
	OnChecker = "checker"
)

// An Action is a step of a check. It evaluates Elixir code, attempts a student's code, queries a
// node's runtime, injects a fault, or uses a web page. On is the node's name, "each" for all
// running nodes, "here" for the current node of the check, or "checker".
type Action struct {
	place
	On   string
	Eval string
	// Attempt is code to evaluate in a separate process. The value describes the outcome: {:ok,
	// value}, {:raised, exception, message, {module, function, arity}, place}, {:exit, reason},
	// {:throw, value}, {:loops, place} or :hangs.
	Attempt string
	// Heard returns the messages that have reached the processes of Grade.Tap since the last time:
	// a list of {node, {:call, request}}, {node, {:cast, request}} and {node, {:info, message}}.
	// Count is a callback module, and the value a map from node to the number of its processes.
	// Both come from the runtime, so programs cannot falsify them.
	Heard bool
	Count string
	// Asked is a supervisor's module. The value is a map from node to the nodes that processes
	// below such supervisors have tried to connect to, with the number of attempts. The runtime
	// counts them from the node's start.
	Asked string
	// Seal lists modules that the action defines and that programs must not replace.
	Seal []string
	// Fault is a fault in the notation of catalogue.ParseFault.
	Fault string
	// Browse is the node with the page, or "proxy". The visitor opens the path Get or continues
	// with the open page, fills in fields, clicks, and returns the page. Each Visitor has its own
	// cookies.
	Browse  string
	Visitor string
	Get     string
	Fill    map[string]string
	Click   string
	// Press is the name of an earlier value that replaces Click.
	Press string
	// Visits is the number of new visitors who open Get one after the other. Its value summarises
	// their pages (visits.go). Trials is the number of clicks on each element that sends events to
	// a LiveView. Each element is clicked on a freshly opened page. The value of Trials lists the
	// outcomes (trials.go). Opened is code to evaluate on the page's node after a page has been
	// opened.
	Visits int
	Trials int
	Opened string
	// Served returns a map from node to the requests that its web server has answered, as a list
	// of {path, status} without those of Visits. The runtime records them.
	Served bool
	// As is the name of the value for later actions and for the judge.
	As string
	// Until repeats the action until its value matches this pattern. The repetition stops after
	// Within, or when the value has not changed for Steady. The last value counts, whether or not
	// it matches. A click is not repeated. Only the page is read again.
	Until  string
	Within time.Duration
	Steady time.Duration
}

// A Check is a graded requirement. Its actions run in order. The judge is a list of Elixir case
// clauses on a map of their values. Each clause returns :pass or the name of a mistake.
type Check struct {
	place
	ID    string
	Title string
	// Needs lists checks that must have passed before this check runs.
	Needs []string
	// From lists the nodes on which the check runs one after the other, as "here".
	From []string
	// Times is the number of repetitions, for checks that might pass by chance. The default is 1.
	Times int
	Do    []Action
	Judge string

	says  []said
	judge place
}

// said is a possible result of a judge: :pass, or the name of a mistake.
type said struct {
	place
	name string
}

// A Form is the kind of a piece of Elixir code.
type Form int

// The forms of pieces.
const (
	Code    Form = iota // an expression
	Pattern             // a pattern with an optional guard, matched against value
	Clauses             // case clauses on a map of observations
)

// A Piece is quoted Elixir code of a grade, with the variables that it may use.
type Piece struct {
	File         string
	Line, Column int
	Form         Form
	Quoted       term.Term
	Known        []string
}

package catalogue

import "time"

// This file defines what a lab is made of, as labs.yaml spells it.

// Format is the version of the catalogue's shape that this program reads.
const Format = 1

// A Catalogue is the content of labs.yaml.
type Catalogue struct {
	Format int    `yaml:"format"`
	Labs   []*Lab `yaml:"labs"`
}

// A Lab is one guided exercise.
type Lab struct {
	// ID is what follows `lab run`; short, unique.
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Exercise string `yaml:"exercise,omitempty"`
	Summary  string `yaml:"summary"`
	Minutes  int    `yaml:"minutes"`
	// Learn lists what the student will know afterwards.
	Learn []string   `yaml:"learn"`
	Nodes []NodeSpec `yaml:"nodes"`
	// Proxy stands in front of the nodes that serve.
	Proxy *Proxy `yaml:"proxy,omitempty"`
	// Page is the path that is opened for the student.
	Page string `yaml:"page,omitempty"`
	// Files are what the student edits, relative to the workbook.
	Files []string `yaml:"files,omitempty"`
	// Solution is a folder under exercises/solutions laid over phoenix_hello.
	Solution string `yaml:"solution,omitempty"`
	// Watch says what the map of the cluster counts.
	Watch *Watch `yaml:"watch,omitempty"`
	// Forecasts are asked for before a fault strikes.
	Forecasts []Forecast `yaml:"forecasts,omitempty"`
	Steps     []*Step    `yaml:"steps"`
	// Hints are for the lab as a whole, each more concrete than the one before.
	Hints []string `yaml:"hints,omitempty"`
	Grade *Grade   `yaml:"grade,omitempty"`
	// Mistakes maps what a check's judge may say to the hint for it.
	Mistakes map[string]string `yaml:"mistakes,omitempty"`
}

// A NodeSpec is one node of a scenario, started as
// `lab iex --sname NAME@localhost`.
type NodeSpec struct {
	Name string `yaml:"name"`
	// Project starts the node with -S mix in the workbook's phoenix_hello.
	Project bool   `yaml:"project,omitempty"`
	Cookie  string `yaml:"cookie,omitempty"`
	Hidden  bool   `yaml:"hidden,omitempty"`
	// Env are variables of its environment, beside those that every node has.
	Env map[string]string `yaml:"env,omitempty"`
	// Serve has the project's web server started too, as `-S mix phx.server` does,
	// on Port. Grading gives it another port, and puts that in the place of Port in
	// the configuration of the proxy.
	Serve bool `yaml:"serve,omitempty"`
	Port  int  `yaml:"port,omitempty"`
}

// A Proxy is Caddy, run with a file of the student's.
type Proxy struct {
	// Config is the Caddyfile, relative to the project.
	Config string `yaml:"config"`
	// Port is where the file has it listen. Grading puts another in its place.
	Port int `yaml:"port"`
	// Health is the path by which it asks the nodes whether they are well. Those
	// requests are not shown.
	Health string `yaml:"health,omitempty"`
}

// Watch says which processes are counted and how their names are found.
type Watch struct {
	// Module is what the counted processes run: the one whose init/1 they were
	// started with.
	Module string `yaml:"module"`
	// Called is what a process is called in the text: managers.
	Called string `yaml:"called"`
	// Names is Elixir: the names of the process pid, as a list.
	Names string `yaml:"names,omitempty"`
	// Known is Elixir: how many processes the node's registry knows.
	Known string `yaml:"known,omitempty"`
}

// A Step is one page of the guide.
type Step struct {
	ID    string `yaml:"id"`
	Kind  string `yaml:"kind"`
	Title string `yaml:"title"`
	Text  string `yaml:"text"`
	// Type lists commands to try, each at the prompt of a node.
	Type     []Typed   `yaml:"type,omitempty"`
	Question *Question `yaml:"question,omitempty"`
	// Until lists what must have become true; the step is done when all have.
	Until []*Expectation `yaml:"until,omitempty"`
	// Graded makes passing the lab's checks the end of this step.
	Graded bool     `yaml:"graded,omitempty"`
	Hints  []string `yaml:"hints,omitempty"`
}

// The kinds of steps, in the order in which a lab goes through them.
const (
	Predict = "predict" // a question answered before anything is run
	Do      = "do"
	Observe = "observe"
	Explain = "explain" // a question about what was seen
)

var kinds = []string{Predict, Do, Observe, Explain}

// Typed is a command as the student is told to type it.
type Typed struct {
	On   string `yaml:"on"`
	Code string `yaml:"code"`
}

// A Question has one or more right choices.
type Question struct {
	Ask     string   `yaml:"ask"`
	Choices []Choice `yaml:"choices"`
	// Ordered has the choices shown in the order of the catalogue: they are numbers,
	// say. Others are shuffled.
	Ordered bool `yaml:"ordered,omitempty"`
	// Explain is the model explanation, shown after the answer. That of a wrong
	// prediction waits until the student has seen what happens, in the step Seen.
	Explain string `yaml:"explain"`
	// Seen is the id of a later step; where it is empty, it is the next one that is
	// no prediction.
	Seen string `yaml:"seen,omitempty"`
}

// A Choice is one possible answer.
type Choice struct {
	Text  string `yaml:"text"`
	Right bool   `yaml:"right,omitempty"`
	// Why is what one who picks a wrong choice is told.
	Why string `yaml:"why,omitempty"`
}

// An Expectation is an Elixir expression evaluated on a node, and the pattern
// (with an optional guard) that its value must match. On "each" node, the value is a
// map of those that are up; before is what it was when all last were. killed and
// restarted are maps whose keys are the nodes to which that has happened since the
// step began.
type Expectation struct {
	On   string `yaml:"on"`
	Eval string `yaml:"eval"`
	// Was lists patterns that the value must have matched before, since the step
	// began, one after the other.
	Was   []string `yaml:"was,omitempty"`
	Match string   `yaml:"match"`
	// Say tells the student what is waited for.
	Say string `yaml:"say"`
}

// A Grade checks the student's files on fresh nodes that the student has not
// seen.
type Grade struct {
	Nodes []NodeSpec `yaml:"nodes"`
	// Named has the nodes keep the names that they have here, for a lab whose files name
	// them. Else each run draws names of its own, and code knows a node by a variable
	// of the name that it has here.
	Named bool   `yaml:"named,omitempty"`
	Proxy *Proxy `yaml:"proxy,omitempty"`
	// Tap lists callback modules: what reaches their processes is heard.
	Tap []string `yaml:"tap,omitempty"`
	// Boot names the mistakes by which the project does not load or start.
	Boot    []BootMistake `yaml:"boot,omitempty"`
	Prepare []Action      `yaml:"prepare,omitempty"`
	// Before runs before each check, and each time it is repeated, while all nodes are
	// up: what must hold there, and is no verdict on the work where it does not.
	Before []Action `yaml:"before,omitempty"`
	Checks []*Check `yaml:"checks"`
}

// A BootMistake is a mistake that shows before any check can run: a node said
// something that Says, a regular expression, matches.
type BootMistake struct {
	Says    string `yaml:"says"`
	Mistake string `yaml:"mistake"`
}

// Where an action or an expectation is evaluated, if not on a node by name.
const (
	OnEach = "each" // on each node that is up; the value is a map
	OnHere = "here" // on the node whose turn it is
	// onChecker is away from all nodes: for what is made of values that are there.
	OnChecker = "checker"
)

// An Action evaluates Elixir on a node, on "each" node that is up, on the "checker", or,
// when On is "here", on the node whose turn it is. Or it attempts what a student wrote,
// asks what the engines of the nodes have seen, carries out a Fault, or is what a
// visitor does with a page.
type Action struct {
	On   string `yaml:"on,omitempty"`
	Eval string `yaml:"eval,omitempty"`
	// Attempt evaluates code in a process of its own, and its value is what became of
	// that: {:ok, value}, {:raised, exception, message, {module, function, arity},
	// place}, {:exit, reason}, {:throw, value}, {:loops, place} or :hangs.
	Attempt string `yaml:"attempt,omitempty"`
	// Heard is what has reached the processes of the Grade's Tap since the last time:
	// a list of {node, {:call, request}}, {node, {:cast, request}}, {node, {:info,
	// message}}. Count is a callback module, and the value a map of node to the number
	// of its processes. The engine sees both; no program has a say in it.
	Heard bool   `yaml:"heard,omitempty"`
	Count string `yaml:"count,omitempty"`
	// Seal lists modules that the action defines, which no program may replace.
	Seal []string `yaml:"seal,omitempty"`
	// Fault is what ParseFault reads.
	Fault string `yaml:"fault,omitempty"`
	// Browse is the node whose page it is, or "proxy". The visitor opens Get, or goes
	// on with the page that is open there; fills in; clicks; and looks at it. Each
	// Visitor has cookies of their own.
	Browse  string            `yaml:"browse,omitempty"`
	Visitor string            `yaml:"visitor,omitempty"`
	Get     string            `yaml:"get,omitempty"`
	Fill    map[string]string `yaml:"fill,omitempty"`
	Click   string            `yaml:"click,omitempty"`
	// Press is a value that was named before, and says what Click would.
	Press string `yaml:"press,omitempty"`
	// Visits has so many visitors, each a stranger, open Get one after the other; the
	// value is what they met, all together (visits.go). Trials clicks, so many times each,
	// everything on the page that tells the server of a click, each on a page that has just
	// been opened; the value lists what came of each (trials.go). Opened is evaluated on
	// the page's node when a page has been opened.
	Visits int    `yaml:"visits,omitempty"`
	Trials int    `yaml:"trials,omitempty"`
	Opened string `yaml:"opened,omitempty"`
	// Served is a map of node to the requests that its web server has answered, as the
	// engine sees them: a list of {path, status}, without those of the Visits.
	Served bool `yaml:"served,omitempty"`
	// As names the value for later actions and for the judge.
	As string `yaml:"as,omitempty"`
	// Until has the action repeated until its value matches this pattern, for
	// Within at most, or until the value has not changed for Steady. The last value
	// counts, whether it matches or not. A click is made once, and the page looked at
	// again.
	Until  string        `yaml:"until,omitempty"`
	Within time.Duration `yaml:"within,omitempty"`
	Steady time.Duration `yaml:"steady,omitempty"`
}

// A Check is one graded claim. Its actions run in order; the judge is a list of
// Elixir case clauses over a map of what they returned, each with :pass or the
// name of a mistake as its value.
type Check struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	// Needs names checks that must have passed before this one is tried.
	Needs []string `yaml:"needs,omitempty"`
	// From lists the nodes on which the check is repeated as "here".
	From []string `yaml:"from,omitempty"`
	// Times is how often the check is repeated, 1 if it says nothing: often enough that
	// chance does not pass it.
	Times int      `yaml:"times,omitempty"`
	Do    []Action `yaml:"do"`
	Judge string   `yaml:"judge"`
}

// Lab returns the lab called id.
func (c *Catalogue) Lab(id string) (*Lab, bool) {
	for _, l := range c.Labs {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// Called is what the processes that the lab counts are called.
func (l *Lab) Called() string {
	if l.Watch == nil {
		return "processes"
	}
	return l.Watch.Called
}

// Step returns the position of the step called id, or -1.
func (l *Lab) Step(id string) int {
	for i, s := range l.Steps {
		if s.ID == id {
			return i
		}
	}
	return -1
}

// Right reports whether the chosen positions are exactly the right ones.
func (q *Question) Right(chosen []int) bool {
	picked := make(map[int]bool, len(chosen))
	for _, i := range chosen {
		picked[i] = true
	}
	for i, c := range q.Choices {
		if c.Right != picked[i] {
			return false
		}
	}
	return true
}

// ProxyPlace is what browse: calls the proxy.
const ProxyPlace = "proxy"

// ProxyName is what Caddy is called beside the nodes.
const ProxyName = "caddy"

// RestartProxy is the fault that gives Caddy a new life.
const RestartProxy = string(Restart) + " " + ProxyPlace

// Project is the folder of a workbook that holds the mix project.
const Project = "phoenix_hello"

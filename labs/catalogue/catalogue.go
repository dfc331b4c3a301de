package catalogue

import (
	"io/fs"

	"go.yaml.in/yaml/v4"
)

// This file defines what a lab is made of, as its lab.yaml spells it.

// Format is the version of the shape of labs.yaml and lab.yaml that this program reads.
const Format = 2

// A Catalogue is the labs of an index, in its order.
type Catalogue struct{ Labs []*Lab }

// A Lab is one guided exercise.
type Lab struct {
	Format int `yaml:"format"`
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
	// Watch says what the map of the cluster counts.
	Watch *Watch `yaml:"watch,omitempty"`
	// Forecasts are asked for before a fault strikes.
	Forecasts []Forecast `yaml:"forecasts,omitempty"`
	Steps     []*Step    `yaml:"steps"`
	// Hints are for the lab as a whole, each more concrete than the one before.
	Hints []string `yaml:"hints,omitempty"`
	// Mistakes maps what a check's judge may say to the hint for it.
	Mistakes map[string]string `yaml:"mistakes,omitempty"`

	// Replaces lists earlier labs whose answer no longer stands once this one is done: both work
	// on the same lines.
	Replaces []string `yaml:"replaces,omitempty"`
	// ReplacedBy are the labs of the index that replace this one.
	ReplacedBy []*Lab `yaml:"-"`
	// Short says that the lab is on the route for a short class.
	Short bool `yaml:"-"`
	// Weights are what checks are worth beside the others, by their ids; one that is not there
	// has 1.
	Weights map[string]float64 `yaml:"weights,omitempty"`

	// Folder holds the files of the lab, Shared those that labs share.
	Folder fs.FS `yaml:"-"`
	Shared fs.FS `yaml:"-"`
	dir    string
	doc    *yaml.Node
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
	// Show lists what is done in this step of a talk (act.go), Notes is what the speaker reads.
	Show  []Act  `yaml:"show,omitempty"`
	Notes string `yaml:"notes,omitempty"`
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
	// Answer is what it prints, where a talk is to check that; … stands for anything. Where
	// it is empty, it prints no error.
	Answer string `yaml:"answer,omitempty"`
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

// OnEach is where an expectation is evaluated on each node that is up; the value is a
// map.
const OnEach = "each"

// Lab returns the lab called id.
func (c *Catalogue) Lab(id string) (*Lab, bool) {
	for _, l := range c.Labs {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// GradeFile is the file in the folder of a lab that says how it is graded
// (labs/grade/script).
const GradeFile = "grade.exs"

// Graded reports whether the lab has checks.
func (l *Lab) Graded() bool { return exists(l.Folder, GradeFile) }

// Weight is what a check is worth beside the others.
func (l *Lab) Weight(check string) float64 {
	if w, said := l.Weights[check]; said {
		return w
	}
	return 1
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

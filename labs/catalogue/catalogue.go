package catalogue

import (
	"io/fs"

	"go.yaml.in/yaml/v4"
)

// This file defines the parts of a lab, as written in its lab.yaml.

// Format is the version of the format of labs.yaml and lab.yaml that this program reads.
const Format = 2

// A Catalogue holds the labs of an index in order.
type Catalogue struct{ Labs []*Lab }

// A Lab is a guided exercise.
type Lab struct {
	Format int `yaml:"format"`
	// ID is the short, unique name for use with `lab run`.
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Exercise string `yaml:"exercise,omitempty"`
	Summary  string `yaml:"summary"`
	Minutes  int    `yaml:"minutes"`
	// Learn lists what the student learns in the lab.
	Learn []string   `yaml:"learn"`
	Nodes []NodeSpec `yaml:"nodes"`
	// Proxy is the Caddy in front of the nodes that serve, or nil.
	Proxy *Proxy `yaml:"proxy,omitempty"`
	// Page is the path of the page to open for the student.
	Page string `yaml:"page,omitempty"`
	// Files are the files that the student edits, relative to the workbook.
	Files []string `yaml:"files,omitempty"`
	// Watch configures the processes that the map of the cluster counts.
	Watch *Watch `yaml:"watch,omitempty"`
	// Forecasts are the questions to ask before faults.
	Forecasts []Forecast `yaml:"forecasts,omitempty"`
	Steps     []*Step    `yaml:"steps"`
	// Hints apply to the whole lab. Each hint is more concrete than the hint before it.
	Hints []string `yaml:"hints,omitempty"`
	// Mistakes holds the hint for each mistake that the judges of checks report. The keys are the
	// names of mistakes.
	Mistakes map[string]string `yaml:"mistakes,omitempty"`

	// Replaces lists earlier labs whose solution this lab's solution replaces, because both change
	// the same code.
	Replaces []string `yaml:"replaces,omitempty"`
	// ReplacedBy lists the labs of the index that replace this lab.
	ReplacedBy []*Lab `yaml:"-"`
	// Short reports whether the lab is on the route for a short class.
	Short bool `yaml:"-"`
	// Weights maps ids of checks to their weights. The default weight is 1.
	Weights map[string]float64 `yaml:"weights,omitempty"`

	// Folder holds the files of the lab. Shared holds the files that labs share.
	Folder fs.FS `yaml:"-"`
	Shared fs.FS `yaml:"-"`
	dir    string
	doc    *yaml.Node
}

// A NodeSpec describes a node of a scenario. The node is started as if by `lab iex --sname
// NAME@localhost`.
type NodeSpec struct {
	Name string `yaml:"name"`
	// Project makes the node run the project in the workbook's phoenix_hello, as with -S mix.
	Project bool   `yaml:"project,omitempty"`
	Cookie  string `yaml:"cookie,omitempty"`
	Hidden  bool   `yaml:"hidden,omitempty"`
	// Env holds environment variables in addition to those that every node has.
	Env map[string]string `yaml:"env,omitempty"`
	// Serve also starts the project's web server on Port, as with `-S mix phx.server`. Grading
	// uses another port and substitutes it in the proxy's configuration.
	Serve bool `yaml:"serve,omitempty"`
	Port  int  `yaml:"port,omitempty"`
}

// A Proxy is Caddy, run with a configuration by the student.
type Proxy struct {
	// Config is the path of the Caddyfile, relative to the project.
	Config string `yaml:"config"`
	// Port is the port in the Caddyfile. Grading replaces it by another port.
	Port int `yaml:"port"`
	// Health is the path of the proxy's health checks. Requests to it are not shown.
	Health string `yaml:"health,omitempty"`
}

// Watch defines which processes are counted and how their names are found.
type Watch struct {
	// Module is the module whose init/1 started the counted processes.
	Module string `yaml:"module"`
	// Called is the plural noun, such as managers, for the processes in texts.
	Called string `yaml:"called"`
	// Names is an Elixir expression that returns the list of names of the process pid.
	Names string `yaml:"names,omitempty"`
	// Known is an Elixir expression that returns the number of processes in the node's registry.
	Known string `yaml:"known,omitempty"`
}

// A Step is a page of the guide.
type Step struct {
	ID    string `yaml:"id"`
	Kind  string `yaml:"kind"`
	Title string `yaml:"title"`
	Text  string `yaml:"text"`
	// Type lists the commands to type, each at the prompt of a node.
	Type     []Typed   `yaml:"type,omitempty"`
	Question *Question `yaml:"question,omitempty"`
	// Until lists the step's expectations. The step is done when all have been met.
	Until []*Expectation `yaml:"until,omitempty"`
	// Graded means that the step is done when the lab's checks pass.
	Graded bool     `yaml:"graded,omitempty"`
	Hints  []string `yaml:"hints,omitempty"`
	// Show lists the acts of this step in a talk (act.go). Notes are the speaker's notes.
	Show  []Act  `yaml:"show,omitempty"`
	Notes string `yaml:"notes,omitempty"`
}

// The kinds of steps, in the usual order within a lab.
const (
	Predict = "predict" // a question to answer before anything is run
	Do      = "do"
	Observe = "observe"
	Explain = "explain" // a question about the observation
)

var kinds = []string{Predict, Do, Observe, Explain}

// Typed is a command for the student to type.
type Typed struct {
	On   string `yaml:"on"`
	Code string `yaml:"code"`
	// Answer is the expected output that a talk checks. A … in it matches any text. If it is
	// empty, the command only has to succeed.
	Answer string `yaml:"answer,omitempty"`
}

// A Question has one or more right choices.
type Question struct {
	Ask     string   `yaml:"ask"`
	Choices []Choice `yaml:"choices"`
	// Ordered keeps the choices in the order of the catalogue, for example if they are numbers.
	// Otherwise they are shuffled.
	Ordered bool `yaml:"ordered,omitempty"`
	// Explain is the explanation shown after the answer. After a wrong prediction it is shown only
	// in the step Seen, where the student observes the outcome.
	Explain string `yaml:"explain"`
	// Seen is the id of the later step in which the student observes the outcome of a prediction.
	// The default is the next step that is not a prediction.
	Seen string `yaml:"seen,omitempty"`
}

// A Choice is a possible answer.
type Choice struct {
	Text  string `yaml:"text"`
	Right bool   `yaml:"right,omitempty"`
	// Why is the explanation for a student who picks this wrong choice.
	Why string `yaml:"why,omitempty"`
}

// An Expectation is an Elixir expression that is evaluated on a node, and the pattern with an
// optional guard that its value must match.
//
// If On is OnEach, the value is a map from each running node to its result. The variable before
// then holds the map from the last time at which all nodes were running. The variables killed and
// restarted are maps whose keys are the nodes that were killed or restarted since the step began.
type Expectation struct {
	On   string `yaml:"on"`
	Eval string `yaml:"eval"`
	// Was lists patterns that the value must have matched earlier in the step, in this order.
	Was   []string `yaml:"was,omitempty"`
	Match string   `yaml:"match"`
	// Say describes the expectation to the student.
	Say string `yaml:"say"`
}

// OnEach is the value of Expectation.On for an evaluation on every running node.
const OnEach = "each"

// Lab returns the lab with the given id.
func (c *Catalogue) Lab(id string) (*Lab, bool) {
	for _, l := range c.Labs {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// GradeFile is the file in a lab's folder that defines its checks (labs/grade/script).
const GradeFile = "grade.exs"

// Graded reports whether the lab has checks.
func (l *Lab) Graded() bool { return exists(l.Folder, GradeFile) }

// Weight returns the weight of a check.
func (l *Lab) Weight(check string) float64 {
	if w, said := l.Weights[check]; said {
		return w
	}
	return 1
}

// Called returns the plural noun for the processes that the lab counts.
func (l *Lab) Called() string {
	if l.Watch == nil {
		return "processes"
	}
	return l.Watch.Called
}

// Step returns the index of the step with the given id, or -1.
func (l *Lab) Step(id string) int {
	for i, s := range l.Steps {
		if s.ID == id {
			return i
		}
	}
	return -1
}

// Right reports whether the chosen indexes are exactly the right choices.
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

// ProxyPlace is the name of the proxy in the browse: section of a check.
const ProxyPlace = "proxy"

// ProxyName is the name of Caddy's pane next to the nodes.
const ProxyName = "caddy"

// RestartProxy is the fault that restarts Caddy.
const RestartProxy = string(Restart) + " " + ProxyPlace

// Project is the folder of the mix project in a workbook.
const Project = "phoenix_hello"

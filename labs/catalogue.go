package labs

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
	// Files are what the student edits, relative to the workbook.
	Files []string `yaml:"files,omitempty"`
	// Solution is a folder under exercises/solutions laid over phoenix_hello.
	Solution string  `yaml:"solution,omitempty"`
	Steps    []*Step `yaml:"steps"`
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
	// Explain is the model explanation, shown after the answer.
	Explain string `yaml:"explain"`
}

// A Choice is one possible answer.
type Choice struct {
	Text  string `yaml:"text"`
	Right bool   `yaml:"right,omitempty"`
	// Why is what one who picks a wrong choice is told.
	Why string `yaml:"why,omitempty"`
}

// An Expectation is an Elixir expression evaluated on a node, and the pattern
// (with an optional guard) that its value must match.
type Expectation struct {
	On    string `yaml:"on"`
	Eval  string `yaml:"eval"`
	Match string `yaml:"match"`
	// Say tells the student what is waited for.
	Say string `yaml:"say"`
}

// A Grade checks the student's files on fresh nodes that the student has not
// seen.
type Grade struct {
	Nodes   []NodeSpec `yaml:"nodes"`
	Prepare []Action   `yaml:"prepare,omitempty"`
	Checks  []*Check   `yaml:"checks"`
}

// An Action evaluates Elixir on a node, on "each" node in turn, or, when On is
// "here", on the node whose turn it is.
type Action struct {
	On   string `yaml:"on"`
	Eval string `yaml:"eval"`
	// As names the value for later actions and for the judge.
	As string `yaml:"as,omitempty"`
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
	From  []string `yaml:"from,omitempty"`
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

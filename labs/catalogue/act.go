package catalogue

import (
	"path"
	"slices"
	"strings"
)

// This file defines the actions of a step when the lab is given as a talk.

// An Act is one action in a step of a talk.
type Act struct {
	// Typed are numbers of commands in Step.Type, counted from one.
	Typed []int `yaml:"typed,omitempty"`
	// On and Code are a command that the step does not ask the student to type. Answer is its
	// expected output, as in Typed.
	On     string `yaml:"on,omitempty"`
	Code   string `yaml:"code,omitempty"`
	Answer string `yaml:"answer,omitempty"`
	// Fault is a fault in the notation of ParseFault, such as kill node1.
	Fault string `yaml:"fault,omitempty"`
	// Solution writes the lab's solution to the project.
	Solution bool `yaml:"solution,omitempty"`
	// File is a file of the project in which From is replaced by To. The text From must occur
	// exactly once.
	File string `yaml:"file,omitempty"`
	From string `yaml:"from,omitempty"`
	To   string `yaml:"to,omitempty"`
	// Until waits for the step's expectations before the next act.
	Until bool `yaml:"until,omitempty"`
	// Together waits until all running nodes are connected to each other.
	Together bool `yaml:"together,omitempty"`
	// Hand describes an action that the speaker performs by hand, such as on a web page. A talk
	// that plays by itself skips the rest of the step.
	Hand string `yaml:"hand,omitempty"`
}

// Acts returns the acts of a step. By default they are the step's commands, preceded by the
// solution in a graded step.
func (s *Step) Acts() []Act {
	show := s.Show
	if show == nil {
		if s.Graded {
			show = append(show, Act{Solution: true})
		}
		var all []int
		for i := range s.Type {
			all = append(all, i+1)
		}
		if all != nil {
			show = append(show, Act{Typed: all})
		}
	}
	var acts []Act
	for _, a := range show {
		if a.Typed == nil {
			acts = append(acts, a)
			continue
		}
		for _, n := range a.Typed {
			typed := s.Type[n-1]
			acts = append(acts, Act{On: typed.On, Code: typed.Code, Answer: typed.Answer})
		}
	}
	return acts
}

// act validates an act.
func (v *validation) act(at []any, l *Lab, s *Step, a Act, nodes []string) {
	var is []string
	for what, said := range map[string]bool{"typed": a.Typed != nil, "code": a.Code != "", "fault": a.Fault != "", "solution": a.Solution, "file": a.File != "", "until": a.Until,
		"together": a.Together, "hand": a.Hand != ""} {
		if said {
			is = append(is, what)
		}
	}
	slices.Sort(is)
	if len(is) != 1 {
		v.at(at, "an act is one of typed, code, fault, solution, file, until, together and hand; this is %s", orNone(is))
		return
	}
	for i, n := range a.Typed {
		if n < 1 || n > len(s.Type) {
			v.at(under(at, "typed", i), "the step has no command %d", n)
		}
	}
	if a.Code != "" {
		v.on(at, a.On, nodes)
	}
	if a.Fault != "" {
		f, err := ParseFault(a.Fault)
		if err == nil {
			err = l.CheckFault(f)
		}
		if err != nil && a.Fault != RestartProxy {
			v.at(under(at, "fault"), "%v", err)
		}
	}
	if a.Solution && !l.HasSolution() {
		v.at(under(at, "solution"), "the lab has no solution")
	}
	if a.File != "" && (!slices.Contains(l.Files, path.Join(Project, a.File)) || a.From == "") {
		v.at(under(at, "file"), "file must be one of the student's files, below %s, and from a text in it", Project)
	}
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " and ")
}

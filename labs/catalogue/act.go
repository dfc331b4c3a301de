package catalogue

import (
	"path"
	"slices"
	"strings"
)

// This file says what is done in a step when the lab is given as a talk.

// An Act is one thing that is done in a step of a talk.
type Act struct {
	// Typed are commands of the step, by their numbers counted from one.
	Typed []int `yaml:"typed,omitempty"`
	// On and Code are a command that the step does not tell the student to type, and Answer is
	// what it prints (Typed).
	On     string `yaml:"on,omitempty"`
	Code   string `yaml:"code,omitempty"`
	Answer string `yaml:"answer,omitempty"`
	// Fault strikes, as menus and lines write it: kill node1.
	Fault string `yaml:"fault,omitempty"`
	// Solution puts the lab's solution in place.
	Solution bool `yaml:"solution,omitempty"`
	// File is a file of the project in which From, which stands there once, is replaced by To.
	File string `yaml:"file,omitempty"`
	From string `yaml:"from,omitempty"`
	To   string `yaml:"to,omitempty"`
	// Until waits for what the step waits for, before the next act.
	Until bool `yaml:"until,omitempty"`
	// Together waits until all nodes that are up are linked with each other.
	Together bool `yaml:"together,omitempty"`
	// Hand is what the speaker does by hand, as on a page; a talk that plays by itself leaves the
	// step at that.
	Hand string `yaml:"hand,omitempty"`
}

// Acts are what is done in a step of a talk. Where nothing is said they are its commands, after
// the solution in a step that is graded.
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

// act checks what is said of an act.
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
		v.at(under(at, "file"), "file is one that the student edits, below %s, and from is what stands there", Project)
	}
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " and ")
}

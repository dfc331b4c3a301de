package labs

import (
	"context"
	"fmt"
	"strings"
)

// A Grader grades a student's files, each lab on fresh nodes of its own.
type Grader struct {
	// Project is the student's project.
	Project string
	// Command is this program's command that runs a node.
	Command []string
}

// Check grades one lab. A lab without checks passes when all its steps are
// done.
func (g *Grader) Check(ctx context.Context, l *Lab, p *LabProgress) LabResult {
	if l.Grade == nil {
		return stepsDone(l, p)
	}
	result := LabResult{Lab: l.ID, Title: l.Title, Verdict: Unable}
	s, err := Start(ctx, ScenarioConfig{Nodes: l.Grade.Nodes, Project: g.Project, Dir: g.Project, Command: g.Command})
	if err != nil {
		result.Reason = err.Error()
		return result
	}
	defer s.Close()
	if said := s.Unloaded(); said != "" {
		result.Verdict = NotYet
		result.Reason = "the project does not compile:\n" + said
		return result
	}
	return grade(ctx, l, s, host)
}

func stepsDone(l *Lab, p *LabProgress) LabResult {
	result := LabResult{Lab: l.ID, Title: l.Title}
	var missing []string
	for _, s := range l.Steps {
		if !p.IsDone(s.ID) {
			missing = append(missing, s.Title)
		}
	}
	if len(missing) > 0 {
		result.Verdict = NotYet
		result.Reason = fmt.Sprintf("%d of %d steps are not done yet: %s (lab run %s)",
			len(missing), len(l.Steps), strings.Join(missing, "; "), l.ID)
	}
	return result
}

package labs

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// A Grader grades a student's files, each lab on fresh nodes of its own.
type Grader struct {
	// Project is the student's project.
	Project string
	// Command is this program's command that runs a node, Guard the one that keeps
	// Caddy from outliving us.
	Command, Guard []string
}

// Check grades one lab. A lab without checks passes when all its steps are
// done.
func (g *Grader) Check(ctx context.Context, l *Lab, p *LabProgress) LabResult {
	if l.Grade == nil {
		return stepsDone(l, p)
	}
	result := LabResult{Lab: l.ID, Title: l.Title, Verdict: Unable}
	s, err := Start(ctx, ScenarioConfig{Nodes: l.Grade.Nodes, Project: g.Project, Dir: g.Project, Command: g.Command,
		Proxy: l.Grade.Proxy, Guard: g.Guard, OwnPorts: true})
	if err != nil {
		result.Reason = err.Error()
		return result
	}
	defer s.Close()
	if said := s.Unloaded(); said != "" {
		if portInUse.MatchString(said) {
			result.Reason = "another program took a port that was free a moment ago; try again:\n" + said
			return result
		}
		return notStarted(l, "the project does not compile, or does not start", said)
	}
	if said := s.ProxyWrong(); said != "" {
		return notStarted(l, "Caddy does not take "+l.Grade.Proxy.Config, said)
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

// portInUse is what a web server says that came too late.
var portInUse = regexp.MustCompile(`already in use|eaddrinuse`)

// notStarted is the result of work that does not even start, with the hint for what
// it said where that is known.
func notStarted(l *Lab, what, said string) LabResult {
	result := LabResult{Lab: l.ID, Title: l.Title, Verdict: NotYet, Reason: what + ":\n" + said}
	for _, b := range l.Grade.Boot {
		if regexp.MustCompile(b.Says).MatchString(said) {
			result.Mistake, result.Reason = b.Mistake, l.Mistakes[b.Mistake]+"\n"+said
			break
		}
	}
	return result
}

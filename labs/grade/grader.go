package labs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"lab/labs/ports"
)

// A Grader grades a student's files, each lab on fresh nodes of its own.
type Grader struct {
	// Project is the student's project. What is graded is a copy of it.
	Project string
	// Command is this program's command that runs a node, Guard the one that keeps
	// Caddy from outliving us.
	Command, Guard []string
	// passed is told the folder and the hash of files that pass, while they are there.
	passed func(files, hash string)
}

// Check grades one lab. A lab without checks passes when all its steps were seen to be
// done, as the progress records it.
func (g *Grader) Check(ctx context.Context, l *Lab, p *Progress) LabResult {
	if l.Grade == nil {
		return stepsDone(l, p)
	}
	start := time.Now()
	scratch, err := os.MkdirTemp("", "lab-check-")
	if err != nil {
		return unable(l, fmt.Errorf("making a folder for the copy that is graded: %w", err))
	}
	defer os.RemoveAll(scratch)
	files, asIs := filepath.Join(scratch, Project), filepath.Join(scratch, "as-is", Project)
	hash, err := CopyProject(g.Project, files)
	if err == nil && g.passed != nil { // what runs may write into its folder
		_, err = CopyProject(files, asIs)
	}
	result := unable(l, err)
	var left *LeftOutError
	switch {
	case errors.As(err, &left):
		result.Verdict = NotYet
	case err == nil:
		result = g.onNodes(ctx, l, files)
	}
	result.Graded, result.Took = hash, time.Since(start)
	if result.Verdict == Passed && g.passed != nil {
		g.passed(asIs, hash)
	}
	return result
}

func unable(l *Lab, err error) LabResult {
	r := LabResult{Lab: l.ID, Title: l.Title, Verdict: Unable}
	if err != nil {
		r.Reason = err.Error()
	}
	return r
}

// onNodes grades the project in a folder on fresh nodes.
func (g *Grader) onNodes(ctx context.Context, l *Lab, project string) LabResult {
	cfg := ScenarioConfig{Nodes: l.Grade.Nodes, Project: project, Dir: project, Command: g.Command,
		Proxy: l.Grade.Proxy, Guard: g.Guard, OwnPorts: true, Sealed: true}
	if !l.Grade.Named {
		cfg.Names = drawNames(l.Grade.Nodes)
	}
	s, err := Start(ctx, cfg)
	if err != nil {
		return notUp(l, err)
	}
	defer s.Close()
	if said := s.Unloaded(); said != "" {
		if portInUse.MatchString(said) && s.portsTaken() {
			return unable(l, errors.New("another program took a port that was free a moment ago; try again:\n"+said))
		}
		return notStarted(l, "the project does not compile, or does not start", said)
	}
	if said := s.ProxyWrong(); said != "" {
		return LabResult{Lab: l.ID, Title: l.Title, Verdict: NotYet, Mistake: mistakeCaddyfile, Reason: l.Mistake(mistakeCaddyfile) + "\n" + said}
	}
	return grade(ctx, l, s)
}

// notUp is the result where the nodes did not come up.
func notUp(l *Lab, err error) LabResult {
	var fallen *FallenError
	var endless *UnloadedError
	switch {
	case errors.As(err, &fallen):
		r := notStarted(l, err.Error(), fallen.Said)
		r.Mistake = cmp.Or(r.Mistake, mistakeEnded)
		if fallen.Halted {
			r.Mistake = mistakeHalts
		}
		return r
	case errors.As(err, &endless):
		return LabResult{Lab: l.ID, Title: l.Title, Verdict: NotYet, Mistake: mistakeEndless,
			Reason: l.Mistake(mistakeEndless) + "\n" + err.Error()}
	}
	return unable(l, err)
}

// words are what nodes are called while they are graded, with two more characters that
// are drawn.
var words = strings.Fields(`amber aspen basil birch briar cedar clove coral daisy dune ember fern fjord flint glade
	grove hazel heath iris ivory jade juniper kelp larch laurel lilac linden lotus maple marsh mint moss nettle oak
	olive onyx opal orchid pearl pine plum poppy quartz reed rowan ruby sage sedge slate sorrel spruce tansy thyme
	topaz tulip umber vetch violet willow yarrow`)

// drawNames gives each node a name that no program can know beforehand.
func drawNames(nodes []NodeSpec) map[string]string {
	const more = "abcdefghijklmnopqrstuvwxyz0123456789"
	names := map[string]string{}
	order := rand.Perm(len(words))
	for i, n := range nodes {
		names[n.Name] = words[order[i]] + string([]byte{more[rand.IntN(len(more))], more[rand.IntN(len(more))]})
	}
	return names
}

// stepsDone is the result of a lab that has no checks: its steps are done, and those that
// wait for something were seen to be.
func stepsDone(l *Lab, p *Progress) LabResult {
	result := LabResult{Lab: l.ID, Title: l.Title, Record: true}
	lp := p.Lab(l.ID)
	var missing, unseen []string
	machines := map[string]bool{}
	for _, s := range l.Steps {
		record := p.HasSeen(l, s)
		switch {
		case !lp.IsDone(s.ID):
			missing = append(missing, s.Title)
		case len(s.Until) > 0 && record == nil:
			unseen = append(unseen, s.Title)
		case record != nil:
			machines[record.shortKey()] = true
		}
	}
	again := fmt.Sprintf(" (lab run %s)", l.ID)
	switch {
	case len(missing) > 0:
		result.Verdict = NotYet
		result.Reason = fmt.Sprintf("%d of %d steps are not done yet: %s%s", len(missing), len(l.Steps), strings.Join(missing, "; "), again)
	case len(unseen) > 0:
		result.Verdict = NotYet
		result.Reason = fmt.Sprintf("of %d steps there is no record that they were seen on nodes of this workbook: %s%s", len(unseen), strings.Join(unseen, "; "), again)
	default:
		result.Reason = "by the student's own record of what was seen on nodes, signed by the machine " +
			strings.Join(slices.Sorted(maps.Keys(machines)), ", ")
	}
	return result
}

// portInUse is what a web server says that came too late.
var portInUse = regexp.MustCompile(`already in use|eaddrinuse`)

// portsTaken ends the nodes and the proxy, and reports whether somebody else has one of
// the ports that they were given.
func (s *Scenario) portsTaken() bool {
	s.endNodes()
	s.closeProxy()
	for _, port := range s.ports {
		if ports.Free(loopback, port) != nil {
			return true
		}
	}
	return false
}

// notStarted is the result of work that does not even start, with the hint for what
// it said where that is known.
func notStarted(l *Lab, what, said string) LabResult {
	result := LabResult{Lab: l.ID, Title: l.Title, Verdict: NotYet, Reason: what + ":\n" + said}
	if sealedModule.MatchString(said) {
		result.Mistake = mistakeRedefines
		result.Reason = l.Mistake(mistakeRedefines) + "\n" + said
		return result
	}
	if endlessStart.MatchString(said) {
		result.Mistake = mistakeEndless
		result.Reason = l.Mistake(mistakeEndless) + "\n" + said
		return result
	}
	for _, b := range l.Grade.Boot {
		if regexp.MustCompile(b.Says).MatchString(said) {
			result.Mistake, result.Reason = b.Mistake, l.Mistakes[b.Mistake]+"\n"+said
			break
		}
	}
	return result
}

// endlessStart is what a node says of a project that comes to no end when it is loaded.
var endlessStart = regexp.MustCompile(`does not come to the end of its start|this file came to no end and was stopped`)

// sealedModule is what the compiler says of a module that no program may replace.
var sealedModule = regexp.MustCompile(`cannot define module .* is sealed`)

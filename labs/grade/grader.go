package grade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/report"
	"lab/labs/workbook"
)

// A Grader grades a student's files, each lab on fresh nodes of its own.
type Grader struct {
	// Project is the student's project. A copy of it is graded.
	Project string
	// Command is this program's command that runs a node, Guard the one that keeps
	// Caddy from outliving us.
	Command, Guard []string
	// Limit is how long a check may take, LabTime where it is 0.
	Limit time.Duration
	// Memory is how many MB a node may fill; 0 is as much as for a student's own.
	Memory int
	// Tell is told what is being done, where it is not nil.
	Tell func(report.Running)
	// passed is told the folder and the hash of files that pass, while they are there.
	passed func(files, hash string)
}

// check grades one lab that has checks.
func (g *Grader) check(ctx context.Context, lab *catalogue.Lab) report.Result {
	l, err := examOf(lab)
	if err != nil {
		return unable(l, err)
	}
	start := time.Now()
	scratch, err := os.MkdirTemp("", "lab-check-")
	if err != nil {
		return unable(l, fmt.Errorf("making a folder for the copy that is graded: %w", err))
	}
	defer os.RemoveAll(scratch)
	files, asIs := filepath.Join(scratch, catalogue.Project), filepath.Join(scratch, "as-is", catalogue.Project)
	hash, err := workbook.CopyProject(g.Project, files)
	if err == nil && g.passed != nil { // what runs may write into its folder
		_, err = workbook.CopyProject(files, asIs)
	}
	result := unable(l, err)
	var left *workbook.LeftOutError
	switch {
	case errors.As(err, &left):
		result.Verdict = report.NotYet
	case err == nil:
		result = g.onNodes(ctx, l, files)
		if wrote := written(files); result.Verdict == report.Unable && wrote > maxWritten && ctx.Err() == nil {
			result.Verdict, result.Reason = report.NotYet, fmt.Sprintf("programs of the project have written %d MB into its folder, and then: %s", wrote>>20, result.Reason)
		}
	}
	result.Graded, result.Took = hash, time.Since(start)
	if result.Verdict == report.Passed && g.passed != nil {
		g.passed(asIs, hash)
	}
	return result
}

// maxWritten is how much may lie in the folder of a project that was graded, in bytes, for the
// machine to be at fault where something did not work: twice what is copied at most.
const maxWritten = 128 << 20

// written is the size of a folder.
func written(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read is not counted
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}

func unable(l *exam, err error) report.Result {
	r := report.Result{Lab: l.ID, Title: l.Title, Verdict: report.Unable}
	if err != nil {
		r.Reason = err.Error()
	}
	return r
}

// slack is how many times longer than usual the nodes of a check may be silent: a machine
// that grades may be so busy that one gets no processor for seconds, and what its peers
// make of that is not the student's doing.
const slack = 4

// onNodes grades the project in a folder on fresh nodes.
func (g *Grader) onNodes(ctx context.Context, l *exam, project string) report.Result {
	cfg := cluster.Config{Nodes: l.Grade.Nodes, Project: project, Dir: project, Command: g.Command,
		Proxy: l.Grade.Proxy, Guard: g.Guard, OwnPorts: true, Sealed: true, Memory: g.Memory, Slack: slack, Brief: true}
	switch {
	case len(l.Grade.Names) > 0:
		cfg.Names = shareNames(l.Grade.Nodes, l.Grade.Names)
	case !l.Grade.Named:
		cfg.Names = drawNames(l.Grade.Nodes)
	}
	g.tell(report.Running{Title: "fresh nodes start"})
	s, err := cluster.Start(ctx, cfg)
	if err != nil {
		return notUp(l, err)
	}
	defer s.Close()
	if said := s.Unloaded(); said != "" {
		if portInUse().MatchString(said) && s.PortsTaken() {
			return unable(l, errors.New("another program took a port that was free a moment ago; try again:\n"+said))
		}
		return notStarted(l, "the project does not compile, or does not start", said)
	}
	if said := s.ProxyWrong(); said != "" {
		return report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Mistake: catalogue.MistakeCaddyfile, Reason: l.Mistake(catalogue.MistakeCaddyfile) + "\n" + said}
	}
	return grade(ctx, l, s, g.tell)
}

func (g *Grader) tell(r report.Running) {
	if g.Tell != nil {
		g.Tell(r)
	}
}

// notUp is the result where the nodes did not come up.
func notUp(l *exam, err error) report.Result {
	var fallen *cluster.FallenError
	var endless *cluster.UnloadedError
	switch {
	case errors.As(err, &fallen):
		r := notStarted(l, err.Error(), fallen.Said)
		r.Mistake = cmp.Or(r.Mistake, catalogue.MistakeEnded)
		if fallen.Halted {
			r.Mistake = catalogue.MistakeHalts
		}
		return r
	case errors.As(err, &endless):
		return report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Mistake: catalogue.MistakeEndless,
			Reason: l.Mistake(catalogue.MistakeEndless) + "\n" + err.Error()}
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
func drawNames(nodes []catalogue.NodeSpec) map[string]string {
	const more = "abcdefghijklmnopqrstuvwxyz0123456789"
	names := map[string]string{}
	order := rand.Perm(len(words))
	for i, n := range nodes {
		names[n.Name] = words[order[i]] + string([]byte{more[rand.IntN(len(more))], more[rand.IntN(len(more))]})
	}
	return names
}

// shareNames gives out as many names by lot.
func shareNames(nodes []catalogue.NodeSpec, names []string) map[string]string {
	shared := map[string]string{}
	for i, at := range rand.Perm(len(names)) {
		shared[nodes[i].Name] = names[at]
	}
	return shared
}

// portInUse is what a web server says that came too late.
var portInUse = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`already in use|eaddrinuse`) })

// notStarted is the result of work that does not even start, with the hint for what
// it said where that is known.
func notStarted(l *exam, what, said string) report.Result {
	result := report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Reason: what + ":\n" + said}
	if sealedModule().MatchString(said) {
		result.Mistake = catalogue.MistakeRedefines
		result.Reason = l.Mistake(catalogue.MistakeRedefines) + "\n" + said
		return result
	}
	if endlessStart().MatchString(said) {
		result.Mistake = catalogue.MistakeEndless
		result.Reason = l.Mistake(catalogue.MistakeEndless) + "\n" + said
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
var endlessStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`does not come to the end of its start|this file came to no end and was stopped`)
})

// sealedModule is what the compiler says of a module that no program may replace.
var sealedModule = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`cannot define module .* is sealed`) })

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

// A Grader grades a student's project, each lab on its own fresh nodes.
type Grader struct {
	// Project is the folder of the student's project. A copy of it is graded.
	Project string
	// Command is the command of this program that runs a node. Guard is the command of this program
	// that ends Caddy when this program ends.
	Command, Guard []string
	// Limit is the time limit of the checks. The default is LabTime.
	Limit time.Duration
	// Memory is the memory limit of a node in MB. The default is that of a student's own nodes.
	Memory int
	// Tell, if set, is called with the progress.
	Tell func(report.Running)
	// passed, if set, is called with the folder and the hash of files that pass. The folder is
	// temporary.
	passed func(files, hash string)
}

// check grades a lab that has checks.
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
	if err == nil && g.passed != nil { // programs may write to the graded folder
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

// maxWritten is the size in bytes of a graded project's folder above which a failure counts as the
// program's fault instead of the machine's. It is twice the maximum size of a copied project.
const maxWritten = 128 << 20

// perEntry is the minimum size in bytes that is counted for a file, folder or link. Empty files
// fill a disk as well.
const perEntry = 4 << 10

// written returns the size of a folder in bytes.
func written(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // unreadable files are ignored
		}
		here := int64(perEntry)
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			here = max(here, info.Size())
		}
		size += here
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

// slack multiplies the time for which the nodes of a check may be silent. On a busy machine, a node
// may get no processor for seconds. The student must not fail because the other nodes then consider
// the node down.
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

// notUp returns the result if the nodes did not start.
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

// words are the stems of node names during grading. drawNames appends two random characters.
var words = strings.Fields(`amber aspen basil birch briar cedar clove coral daisy dune ember fern fjord flint glade
	grove hazel heath iris ivory jade juniper kelp larch laurel lilac linden lotus maple marsh mint moss nettle oak
	olive onyx opal orchid pearl pine plum poppy quartz reed rowan ruby sage sedge slate sorrel spruce tansy thyme
	topaz tulip umber vetch violet willow yarrow`)

// drawNames gives each node a name that programs cannot predict.
func drawNames(nodes []catalogue.NodeSpec) map[string]string {
	const more = "abcdefghijklmnopqrstuvwxyz0123456789"
	names := map[string]string{}
	order := rand.Perm(len(words))
	for i, n := range nodes {
		names[n.Name] = words[order[i]] + string([]byte{more[rand.IntN(len(more))], more[rand.IntN(len(more))]})
	}
	return names
}

// shareNames distributes the given names among the nodes at random.
func shareNames(nodes []catalogue.NodeSpec, names []string) map[string]string {
	shared := map[string]string{}
	for i, at := range rand.Perm(len(names)) {
		shared[nodes[i].Name] = names[at]
	}
	return shared
}

// portInUse matches the error of a web server whose port is taken.
var portInUse = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`already in use|eaddrinuse`) })

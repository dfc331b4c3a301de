package grade

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"lab/labs/beats"
	"lab/labs/browser"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/runtime/term"
)

// This file tries out what a page does when it is clicked.

// moreTrials bounds how many clicks more there are than the check asks for: no program is
// to know when the last has come.
const moreTrials = 5

// maxTrials bounds how many things of a page are tried.
const maxTrials = 20

// trialsTime is after how long no further one is begun: a page may take seconds for each click,
// and a check is over within minutes.
const trialsTime = 4 * time.Minute

// changeTime is how long a click may take to show.
const changeTime = time.Second

// restTime is how much longer than that nothing is clicked.
const restTime = 300 * time.Millisecond

// A trial is what came of clicks on one thing.
type trial struct {
	// button is what was clicked, as Click takes it.
	button string
	// texts are those of the page before the first click, and after each.
	texts []string
	// rests are the texts before and after times without a click.
	rests [][2]string
	// err is why there was no further click.
	err error
}

// trials clicks everything that tells the server of a click, on a page of its own each,
// for as long as a click changes what can be read. The value is a list of %{button:, texts:,
// rests:, error:}: rests are pairs of texts, before and after a while without a click, and error is
// nil where nothing went wrong.
func (r *run) trials(ctx context.Context, a script.Action, seen cluster.Bindings) (term.Term, error) {
	one := &visitor{browser.New(r.nodes.Trusted()), map[string]*browser.Page{}}
	defer one.browser.Close()
	var all []term.Term
	tried := map[string]bool{}
	for begun := time.Now(); len(tried) < maxTrials && time.Since(begun) < trialsTime; {
		within, cancel := visiting(ctx)
		p, err := r.visitors.visit(within, one, script.Action{Browse: a.Browse, Get: a.Get})
		err = told(within, err)
		cancel()
		if ctx.Err() != nil {
			return term.Term{}, ctx.Err()
		}
		t := trial{err: err}
		if err != nil && !errors.Is(err, errNoAnswer) {
			if err := r.visitors.fallen(ctx, a.Browse); err != nil {
				return term.Term{}, err
			}
		}
		if err == nil {
			one.pages[a.Browse] = p
			t.button = untried(p, tried)
			if t.button == "" {
				p.Close()
				break
			}
			if a.Opened != "" {
				if _, err := r.evaluate(ctx, a.Browse, script.Action{Eval: a.Opened}, seen); err != nil {
					return term.Term{}, err
				}
			}
			t.clicks(ctx, p, a.Trials+rand.IntN(moreTrials))
			p.Close()
		}
		tried[t.button] = true
		all = append(all, t.term())
		if t.button == "" || errors.Is(t.err, errNoAnswer) {
			break // what hangs hangs again
		}
	}
	return term.List(all...), ctx.Err()
}

// untried is something on a page that was not clicked yet.
func untried(p *browser.Page, tried map[string]bool) string {
	for _, name := range p.Clickable() {
		if !tried[name] {
			return name
		}
	}
	return ""
}

// clicks clicks n times, or until nothing changes any more. After one of the clicks, and after the
// last, it rests: what changes then changes by itself.
func (t *trial) clicks(ctx context.Context, p *browser.Page, n int) {
	t.texts = []string{readable(p)}
	pause := rand.IntN(n)
	for i := range n {
		before := p.Text()
		within, cancel := visiting(ctx)
		next, err := p.Click(within, t.button)
		t.err = told(within, err)
		cancel()
		if t.err != nil {
			return
		}
		if next != p {
			t.err = errors.New("the click leads to " + next.URL.String())
			next.Close()
			return
		}
		err = changes(ctx, p, before)
		t.texts = append(t.texts, readable(p))
		switch {
		case errors.Is(err, errUnchanged):
			return
		case err != nil:
			t.err = err
			return
		}
		if i == pause || i == n-1 {
			t.rest(ctx, p)
		}
	}
}

// rest looks on for longer than a click may take to show.
func (t *trial) rest(ctx context.Context, p *browser.Page) {
	before := readable(p)
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	late, stop := beats.After(changeTime + restTime)
	defer stop()
	go func() {
		select {
		case <-late:
			cancel()
		case <-within.Done():
		}
	}()
	_ = p.Wait(within, func(string) bool { return false }) // one that is lost shows at the next click
	t.rests = append(t.rests, [2]string{before, readable(p)})
}

// errUnchanged says that a page stays as it is.
var errUnchanged = errors.New("nothing changes")

// changes waits until a page's text is another than before, for what a click may take to
// show.
func changes(ctx context.Context, p *browser.Page, before string) error {
	within, cancel := context.WithCancelCause(ctx)
	late, stop := beats.After(changeTime)
	defer stop()
	defer cancel(nil)
	go func() {
		select {
		case <-late:
			cancel(errUnchanged)
		case <-within.Done():
		}
	}()
	err := p.Wait(within, func(text string) bool { return text != before })
	if err != nil && errors.Is(context.Cause(within), errUnchanged) {
		return errUnchanged
	}
	return err
}

func (t *trial) term() term.Term {
	var texts []term.Term
	for _, text := range t.texts {
		texts = append(texts, term.Str(text))
	}
	var rests []term.Term
	for _, r := range t.rests {
		rests = append(rests, term.Tup(term.Str(r[0]), term.Str(r[1])))
	}
	failure := term.Nil
	if t.err != nil {
		failure = term.Str(t.err.Error())
	}
	return term.MapOf(term.Sym("button"), term.Str(t.button), term.Sym("texts"), term.List(texts...),
		term.Sym("rests"), term.List(rests...), term.Sym("error"), failure)
}

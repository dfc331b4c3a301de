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

// This file tests the effects of clicks on a page.

// moreTrials limits the random number of additional clicks. Programs must not know which click is
// the last.
const moreTrials = 5

// maxTrials is the maximum number of elements to test on a page.
const maxTrials = 20

// trialsTime is the time after which no further element is tested. A page may take seconds for
// each click, and a check should take minutes at most.
const trialsTime = 4 * time.Minute

// changeTime is the time within which a click must show an effect.
const changeTime = time.Second

// restTime is the additional time without a click during a rest.
const restTime = 300 * time.Millisecond

// A trial is the outcome of clicks on one element.
type trial struct {
	// button is the name of the element for Page.Click.
	button string
	// texts are the texts of the page before the first click and after each click.
	texts []string
	// rests are the texts before and after periods without clicks.
	rests [][2]string
	// err is the reason why the clicks stopped.
	err error
}

// trials tests up to maxTrials elements that send events to the LiveView, each on a separate page.
// It clicks an element repeatedly until a click does not change the page's text. It stops after an
// element that gets no answer, and after trialsTime.
//
// The value is a list of %{button:, texts:, rests:, error:}. Each of rests is a pair of texts,
// before and after a period without clicks. The error is nil if nothing went wrong.
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
			break // if it hangs once, it will hang again
		}
	}
	return term.List(all...), ctx.Err()
}

// untried returns an element on the page that has not been tested, or "".
func untried(p *browser.Page, tried map[string]bool) string {
	for _, name := range p.Clickable() {
		if !tried[name] {
			return name
		}
	}
	return ""
}

// clicks clicks up to n times, until a click has no effect. It rests after the last click and
// after a random one, to detect changes that happen without a click.
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

// rest waits for longer than the effect of a click may take.
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
	_ = p.Wait(within, func(string) bool { return false }) // a lost connection shows at the next click
	t.rests = append(t.rests, [2]string{before, readable(p)})
}

// errUnchanged means that a click had no effect on the text.
var errUnchanged = errors.New("nothing changes")

// changes waits until the text of a page differs from before. It returns errUnchanged after
// changeTime.
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

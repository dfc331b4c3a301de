package grade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"lab/labs/beats"
	"lab/labs/browser"
	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/labs/pipe"
	"lab/runtime/term"
)

// This file lets checks use a student's pages, as visitors with a browser do.

// visitors are the people of one grading, by name.
type visitors struct {
	nodes Nodes
	up    func() []string
	by    map[string]*visitor
	// log are the requests that the nodes have answered so far, by node.
	log map[string][]pipe.Request
}

// A visitor has a browser, and in it one page of each place.
type visitor struct {
	browser *browser.Browser
	pages   map[string]*browser.Page
}

func newVisitors(nodes Nodes, up func() []string) *visitors {
	return &visitors{nodes, up, map[string]*visitor{}, map[string][]pipe.Request{}}
}

func (v *visitors) close() {
	for _, one := range v.by {
		for _, p := range one.pages {
			p.Close()
		}
		one.browser.Close()
	}
}

func (v *visitors) named(name string) *visitor {
	if v.by[name] == nil {
		v.by[name] = &visitor{browser.New(v.nodes.Trusted()), map[string]*browser.Page{}}
	}
	return v.by[name]
}

// visitTime is how long a visitor waits for a page, or for what comes of a click.
const visitTime = 4 * time.Second

// errNoAnswer is what a visitor sees of a page that does not come.
var errNoAnswer = errors.New("no answer")

// visiting bounds what a visitor does. A busy machine takes nothing from the time.
func visiting(ctx context.Context) (context.Context, context.CancelFunc) {
	within, cancel := context.WithCancelCause(ctx)
	late, stop := beats.After(visitTime)
	go func() {
		select {
		case <-late:
			cancel(errNoAnswer)
		case <-within.Done():
		}
	}()
	return within, func() { stop(); cancel(context.Canceled) }
}

// told is err, or that nothing came in time.
func told(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errNoAnswer) {
		return errNoAnswer
	}
	return err
}

// tour is what an action does with a page, to be done again by one that waits.
// Fields are filled in, and buttons clicked, only once: to click again is to do more.
func (v *visitors) tour(ctx context.Context, a script.Action) func() (term.Term, error) {
	one := v.named(a.Visitor)
	acts := a.Click != "" || len(a.Fill) > 0
	var acted bool
	var refused error
	return func() (term.Term, error) {
		if acted {
			return shown(one.pages[a.Browse], refused), ctx.Err()
		}
		within, cancel := visiting(ctx)
		defer cancel()
		p, err := v.visit(within, one, a)
		if p != nil {
			one.pages[a.Browse] = p
		}
		acted, refused = acts, told(within, err)
		if refused != nil && !errors.Is(refused, errNoAnswer) {
			if err := v.fallen(ctx, a.Browse); err != nil {
				return term.Term{}, err
			}
		}
		return shown(p, refused), ctx.Err()
	}
}

// fallen is the error of a node that has ended by itself, which is then why it shows no
// page.
func (v *visitors) fallen(ctx context.Context, place string) error {
	if place == catalogue.ProxyPlace {
		return nil
	}
	var fallen *cluster.FallenError
	if _, err := v.nodes.Eval(ctx, place, "node()", nil); errors.As(err, &fallen) {
		return err
	}
	return nil
}

// visit opens a page or goes on with the one that is open. An error is something
// that the visitor sees.
func (v *visitors) visit(ctx context.Context, one *visitor, a script.Action) (*browser.Page, error) {
	p := one.pages[a.Browse]
	if a.Get != "" {
		at, err := v.nodes.Address(a.Browse)
		if err != nil {
			return nil, err
		}
		if p != nil {
			p.Close()
		}
		if p, err = one.browser.Get(ctx, at+a.Get); err != nil {
			return nil, err
		}
	}
	if p == nil {
		return nil, fmt.Errorf("no page of %s is open", a.Browse)
	}
	for _, field := range slices.Sorted(maps.Keys(a.Fill)) {
		p.Fill(field, a.Fill[field])
	}
	if a.Click == "" {
		return p, nil
	}
	return p.Click(ctx, a.Click)
}

// shown is a page as the judge is shown it, or why there is none.
func shown(p *browser.Page, err error) term.Term {
	m := term.NewMap()
	put := func(key string, value term.Term) { m = m.Put(term.Sym(key), value) }
	if err != nil || p == nil {
		put("error", term.Str(fmt.Sprint(err)))
		return term.FromMap(m)
	}
	put("status", term.Int(int64(p.Status)))
	put("url", term.Str(p.URL.RequestURI()))
	put("text", term.Str(readable(p)))
	put("html", term.Str(shortened(p.HTML(), maxHTML)))
	put("live", term.Bool(p.Live()))
	return term.FromMap(m)
}

// The bounds of what the judge is shown of a page, in bytes: its clauses look at every word of
// many texts, in the checker's own memory.
const (
	maxText = 64 << 10
	maxHTML = 512 << 10
)

// readable is what can be read on a page, as far as the judge is shown it.
func readable(p *browser.Page) string { return shortened(p.Text(), maxText) }

// maxShown bounds the text of a page in a report, in bytes.
const maxShown = 300

// brief is a page without its HTML, for a report.
func brief(page term.Term) term.Term {
	m := page.Map()
	if m == nil {
		return page
	}
	short := term.NewMap()
	m.Each(func(key, value term.Term) bool {
		if key.Is(term.Intern("html")) {
			return true
		}
		if text, ok := value.AsStr(); ok {
			value = term.Str(shortened(text, maxShown))
		}
		short = short.Put(key, value)
		return true
	})
	return term.FromMap(short)
}

// shortened is the beginning of a text of more than limit bytes, and else the text.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

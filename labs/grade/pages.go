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

// This file lets checks use a student's pages through a browser.

// visitors are the named visitors of a grading.
type visitors struct {
	nodes Nodes
	up    func() []string
	by    map[string]*visitor
	// log holds the requests that each node has answered so far.
	log map[string][]pipe.Request
}

// A visitor has a browser with one open page per node or proxy.
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

// visitTime is the time limit for opening a page or clicking.
const visitTime = 4 * time.Second

// errNoAnswer is the error for a page that does not arrive in time.
var errNoAnswer = errors.New("no answer")

// visiting returns a context with the time limit of a visit, measured in beats.
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

// told returns errNoAnswer if the time limit caused the error, and err otherwise.
func told(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errNoAnswer) {
		return errNoAnswer
	}
	return err
}

// tour returns a function that executes a browse action. The function may be called repeatedly. It
// fills in fields and clicks only in the first successful call, because another click would have a
// further effect.
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

// fallen returns an error if the page's node has ended by itself. That explains a missing page.
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

// visit opens a page or continues with the open page. The judge sees an error of visit as the
// content of the page.
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

// shown returns the representation of a page, or of its error, for the judge.
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

// maxText and maxHTML limit the content of a page that is passed to the judge, in bytes. The
// judge's clauses search this text in the checker's own memory.
const (
	maxText = 64 << 10
	maxHTML = 512 << 10
)

// readable returns the visible text of a page, up to its limit.
func readable(p *browser.Page) string { return shortened(p.Text(), maxText) }

// maxShown is the maximum length in bytes of a page's text in a report.
const maxShown = 300

// brief returns a page without its HTML, for a report.
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

// shortened truncates a text to limit bytes.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

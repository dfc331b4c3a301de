package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Page is what one address answered.
type Page struct {
	Status int
	URL    *url.URL
	Header http.Header
	// Source is the answer as it came, before any LiveView changed it.
	Source string

	browser *Browser
	doc     *html.Node
	live    *live // nil where no server keeps the page up to date
	filled  url.Values
	ticked  map[string]bool // boxes by name, once they were touched
}

// Live reports whether the page is a LiveView that is connected.
func (p *Page) Live() bool { return p.live != nil && p.live.isUp() }

// Close leaves the page.
func (p *Page) Close() {
	if p.live != nil {
		p.live.close()
	}
}

// Text is what can be read on the page, its white space folded.
func (p *Page) Text() string {
	var b strings.Builder
	readable(&b, p.current())
	return strings.Join(strings.Fields(b.String()), " ")
}

// HTML is the page's body as it is now.
func (p *Page) HTML() string {
	var b strings.Builder
	if err := html.Render(&b, p.current()); err != nil {
		return "" // a strings.Builder does not fail
	}
	return b.String()
}

// current is the document with what the LiveView has become in its place.
func (p *Page) current() *html.Node {
	if p.live != nil {
		p.live.refresh()
	}
	return p.doc
}

// Fill puts a value into the field of a form called name.
func (p *Page) Fill(name, value string) {
	if p.filled == nil {
		p.filled = url.Values{}
	}
	p.filled.Set(name, value)
}

// A NothingError says that there is nothing to click.
type NothingError struct{ What, URL, Why string }

func (e *NothingError) Error() string {
	if e.Why != "" {
		return fmt.Sprintf("%q on %s cannot be clicked: %s", e.What, e.URL, e.Why)
	}
	return fmt.Sprintf("there is no button or link %q on %s", e.What, e.URL)
}

// Click clicks the button or link that says what, or that has it as its #id, and
// returns the page that is then open: this one, changed, or the next.
func (p *Page) Click(ctx context.Context, what string) (*Page, error) {
	n := p.find(what)
	switch {
	case n == nil:
		return nil, &NothingError{what, p.URL.String(), ""}
	case !reachable(n):
		return nil, &NothingError{what, p.URL.String(), "it is disabled or hidden"}
	}
	next, acted := p, false
	if p.live != nil {
		if at := around(n, "phx-click"); at != nil {
			acted = true
			var err error
			if next, err = p.live.click(ctx, at, attr(at, "phx-click")); err != nil || next != p {
				return next, err
			}
		}
	}
	// The event goes to the server first; the effect of the click in the page comes after it.
	switch link := within(n, atom.A); {
	case link != nil && has(link, "href"):
		if href := attr(link, "href"); href != "#" || !acted {
			return p.follow(ctx, link)
		}
	case submits(n):
		return p.submit(ctx, formOf(n), n)
	case n.DataAtom == atom.Form:
		return p.submit(ctx, n, n)
	case ticks(n):
		return p.tick(ctx, n)
	case !acted:
		return nil, fmt.Errorf("%q on %s does nothing when it is clicked", what, p.URL)
	}
	return next, nil
}

// around is n or the nearest element around it with an attribute.
func around(n *html.Node, name string) *html.Node {
	for ; n != nil; n = n.Parent {
		if attr(n, name) != "" {
			return n
		}
	}
	return nil
}

// follow goes where a link leads; to a patch the LiveView stays the same.
func (p *Page) follow(ctx context.Context, link *html.Node) (*Page, error) {
	to, err := p.URL.Parse(attr(link, "href"))
	if err != nil {
		return nil, fmt.Errorf("the link %q leads nowhere: %w", text(link), err)
	}
	if p.live != nil && attr(link, "data-phx-link") == "patch" {
		return p.live.patch(ctx, to)
	}
	if strings.HasPrefix(attr(link, "href"), "#") {
		return p, nil // a place on this page
	}
	p.Close()
	return p.browser.Get(ctx, to.String())
}

func (p *Page) submit(ctx context.Context, form, button *html.Node) (*Page, error) {
	values := p.values(form)
	if name := attr(button, "name"); name != "" {
		values.Set(name, attr(button, "value"))
	}
	if event := attr(form, "phx-submit"); event != "" && p.live != nil {
		return p.live.form(ctx, form, event, values)
	}
	to, err := p.URL.Parse(attr(form, "action"))
	if err != nil {
		return nil, fmt.Errorf("the form leads nowhere: %w", err)
	}
	p.Close()
	if strings.EqualFold(attr(form, "method"), http.MethodPost) {
		return p.browser.Post(ctx, to.String(), values)
	}
	to.RawQuery = values.Encode()
	return p.browser.Get(ctx, to.String())
}

// tick ticks a box, or takes the tick away, and tells a LiveView that listens.
func (p *Page) tick(ctx context.Context, box *html.Node) (*Page, error) {
	if p.ticked == nil {
		p.ticked = map[string]bool{}
	}
	name := attr(box, "name")
	p.ticked[name] = !p.isTicked(box)
	form := formOf(box)
	for _, at := range []*html.Node{box, form} {
		if at == nil || p.live == nil || attr(at, "phx-change") == "" {
			continue
		}
		values := url.Values{}
		if form != nil {
			values = p.values(form)
		} else if p.isTicked(box) {
			values.Set(name, valueOf(box))
		}
		values.Set("_target", name)
		return p.live.form(ctx, at, attr(at, "phx-change"), values)
	}
	return p, nil
}

func (p *Page) isTicked(box *html.Node) bool {
	if ticked, ok := p.ticked[attr(box, "name")]; ok {
		return ticked
	}
	return has(box, "checked")
}

// values are the fields of a form, with what was filled in.
func (p *Page) values(form *html.Node) url.Values {
	values := url.Values{}
	root := p.doc
	for n := range root.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || n.DataAtom == atom.Button || formOf(n) != form || disabled(n) {
			continue
		}
		kind := strings.ToLower(attr(n, "type"))
		if n.DataAtom == atom.Input && (kind == "submit" || kind == "image" || kind == "button" || ticks(n) && !p.isTicked(n)) {
			continue
		}
		switch n.DataAtom {
		case atom.Input, atom.Textarea, atom.Select:
			value := valueOf(n)
			if filled, ok := p.filled[name]; ok && kind != "hidden" {
				value = filled[0]
			}
			values.Set(name, value)
		}
	}
	return values
}

// valueOf is what a control says before anybody touches it.
func valueOf(n *html.Node) string {
	switch {
	case n.DataAtom == atom.Textarea:
		if n.FirstChild != nil {
			return n.FirstChild.Data
		}
		return ""
	case n.DataAtom == atom.Select:
		chosen := find(n, func(o *html.Node) bool { return o.DataAtom == atom.Option && has(o, "selected") })
		if chosen == nil {
			chosen = find(n, func(o *html.Node) bool { return o.DataAtom == atom.Option })
		}
		if chosen == nil {
			return ""
		}
		if has(chosen, "value") {
			return attr(chosen, "value")
		}
		return text(chosen)
	case ticks(n) && !has(n, "value"):
		return "on"
	}
	return attr(n, "value")
}

// find is the element that has what as its #id, or one of what as its [attribute], or that
// Clickable calls so, or the innermost button or link that says it. One that can be
// clicked goes before others.
func (p *Page) find(what string) *html.Node {
	doc := p.current()
	var wanted func(*html.Node) bool
	switch {
	case strings.HasPrefix(what, "="):
		var found *html.Node
		p.eachClickable(func(name string, n *html.Node) bool {
			if name == what {
				found = n
			}
			return found == nil
		})
		return found
	case strings.HasPrefix(what, "#"):
		wanted = func(n *html.Node) bool { return attr(n, "id") == what[1:] }
	case strings.HasPrefix(what, "["):
		wanted = func(n *html.Node) bool { return selected(n, what) }
	default:
		wanted = func(n *html.Node) bool {
			clickable := n.DataAtom == atom.Button || n.DataAtom == atom.A || n.DataAtom == atom.Input && submits(n) || has(n, "phx-click")
			return clickable && strings.Contains(text(n), what)
		}
	}
	n := find(doc, func(n *html.Node) bool { return wanted(n) && reachable(n) })
	if n == nil {
		n = find(doc, wanted)
	}
	if n == nil || strings.HasPrefix(what, "#") || strings.HasPrefix(what, "[") {
		return n
	}
	for inner := n; inner != nil; {
		n, inner = inner, nil
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && wanted(d) {
				inner = d
				break
			}
		}
	}
	return n
}

// selected reports whether an element has one of several attributes: [a],[b].
func selected(n *html.Node, selectors string) bool {
	for part := range strings.SplitSeq(selectors, ",") {
		name, ok := strings.CutPrefix(strings.TrimSpace(part), "[")
		if name, closed := strings.CutSuffix(name, "]"); ok && closed && has(n, name) {
			return true
		}
	}
	return false
}

// find is the first node of a tree, in the order of the document, that is wanted.
func find(doc *html.Node, wanted func(*html.Node) bool) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && wanted(n) {
			return n
		}
	}
	return nil
}

// within is the nearest element around n of a kind.
func within(n *html.Node, kind atom.Atom) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == kind {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	readable(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// readable writes the text of a tree that a reader would see.
func readable(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode && folded(n):
		return
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type != html.DocumentNode && n.Type != html.ElementNode, hidden(n):
		return
	case n.DataAtom == atom.Input && !ticks(n):
		b.WriteString(" " + attr(n, "value") + " ")
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		readable(b, c)
	}
	if n.Type == html.ElementNode && !inline[n.DataAtom] {
		b.WriteByte(' ')
	}
}

// inline elements do not part words.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Code: true, atom.Em: true, atom.I: true, atom.Span: true, atom.Strong: true, atom.Small: true,
}

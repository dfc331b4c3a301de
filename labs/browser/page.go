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

// Click clicks the button or link that says what, or that has it as its #id, and
// returns the page that is then open: this one, changed, or the next.
func (p *Page) Click(ctx context.Context, what string) (*Page, error) {
	n := p.find(what)
	if n == nil {
		return nil, fmt.Errorf("there is no button or link %q on %s", what, p.URL)
	}
	if p.live != nil {
		for at := n; at != nil; at = at.Parent {
			if event := attr(at, "phx-click"); event != "" {
				return p.live.click(ctx, at, event)
			}
		}
	}
	if href := attr(n, "href"); n.DataAtom == atom.A && href != "" {
		to, err := p.URL.Parse(href)
		if err != nil {
			return nil, fmt.Errorf("the link %q leads nowhere: %w", what, err)
		}
		p.Close()
		return p.browser.Get(ctx, to.String())
	}
	if form := within(n, atom.Form); form != nil || n.DataAtom == atom.Form {
		if form == nil {
			form = n
		}
		return p.submit(ctx, form, n)
	}
	return nil, fmt.Errorf("%q on %s does nothing when it is clicked", what, p.URL)
}

func (p *Page) submit(ctx context.Context, form, button *html.Node) (*Page, error) {
	values := p.values(form)
	if name := attr(button, "name"); name != "" {
		values.Set(name, attr(button, "value"))
	}
	if event := attr(form, "phx-submit"); event != "" && p.live != nil {
		return p.live.event(ctx, form, "form", event, values.Encode())
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

// values are the fields of a form, with what was filled in.
func (p *Page) values(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if name == "" || n.DataAtom == atom.Button {
			continue
		}
		if kind := attr(n, "type"); (kind == "checkbox" || kind == "radio") && !has(n, "checked") {
			continue
		}
		value := attr(n, "value")
		if filled, ok := p.filled[name]; ok {
			value = filled[0]
		}
		values.Set(name, value)
	}
	return values
}

// find is the element that has what as its #id, or one of what as its [attribute],
// or the innermost button or link that says it.
func (p *Page) find(what string) *html.Node {
	doc := p.current()
	if id, ok := strings.CutPrefix(what, "#"); ok {
		return find(doc, func(n *html.Node) bool { return attr(n, "id") == id })
	}
	if strings.HasPrefix(what, "[") {
		return find(doc, func(n *html.Node) bool { return selected(n, what) })
	}
	says := func(n *html.Node) bool {
		clickable := n.DataAtom == atom.Button || n.DataAtom == atom.A || has(n, "phx-click")
		return clickable && strings.Contains(text(n), what)
	}
	n := find(doc, says)
	for inner := n; inner != nil; {
		n, inner = inner, nil
		for d := range n.Descendants() {
			if says(d) {
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
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Head, has(n, "hidden"):
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

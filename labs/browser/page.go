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

// A Page is the response from one address.
type Page struct {
	Status int
	URL    *url.URL
	Header http.Header
	// Source is the original body, before any LiveView changed it.
	Source string

	browser *Browser
	doc     *html.Node
	live    *live // nil for a static page
	filled  url.Values
	ticked  map[string]bool // checkboxes and radio buttons by name, once toggled
}

// Live reports whether the page is a connected LiveView.
func (p *Page) Live() bool { return p.live != nil && p.live.isUp() }

// Close closes the page's LiveView connection.
func (p *Page) Close() {
	if p.live != nil {
		p.live.close()
	}
}

// Text returns the visible text of the page with normalised white space.
func (p *Page) Text() string {
	var b strings.Builder
	readable(&b, p.current())
	return strings.Join(strings.Fields(b.String()), " ")
}

// HTML returns the page's current document as HTML.
func (p *Page) HTML() string {
	var b strings.Builder
	if err := html.Render(&b, p.current()); err != nil {
		return "" // cannot happen with a strings.Builder
	}
	return b.String()
}

// current returns the document with the current state of the LiveView.
func (p *Page) current() *html.Node {
	if p.live != nil {
		p.live.refresh()
	}
	return p.doc
}

// Fill sets the value of the form field with the given name.
func (p *Page) Fill(name, value string) {
	if p.filled == nil {
		p.filled = url.Values{}
	}
	p.filled.Set(name, value)
}

// A NothingError reports that an element does not exist or cannot be clicked.
type NothingError struct{ What, URL, Why string }

func (e *NothingError) Error() string {
	if e.Why != "" {
		return fmt.Sprintf("%q on %s cannot be clicked: %s", e.What, e.URL, e.Why)
	}
	return fmt.Sprintf("there is no button or link %q on %s", e.What, e.URL)
}

// Click clicks the button or link that find returns for what. It returns the page that is open
// after the click: this page, updated, or another page.
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
	// The event is sent to the LiveView before the element's own action, such as following a link.
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

// around returns n or its nearest ancestor with the attribute, or nil.
func around(n *html.Node, name string) *html.Node {
	for ; n != nil; n = n.Parent {
		if attr(n, name) != "" {
			return n
		}
	}
	return nil
}

// follow follows a link. A patch link stays within the LiveView.
func (p *Page) follow(ctx context.Context, link *html.Node) (*Page, error) {
	to, err := p.URL.Parse(attr(link, "href"))
	if err != nil {
		return nil, fmt.Errorf("the address of the link %q is not valid: %w", text(link), err)
	}
	if p.live != nil && attr(link, "data-phx-link") == patches {
		return p.live.patch(ctx, to)
	}
	if strings.HasPrefix(attr(link, "href"), "#") {
		return p, nil // an anchor on this page
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
		return nil, fmt.Errorf("the form's action is not a valid URL: %w", err)
	}
	p.Close()
	if strings.EqualFold(attr(form, "method"), http.MethodPost) {
		return p.browser.Post(ctx, to.String(), values)
	}
	to.RawQuery = values.Encode()
	return p.browser.Get(ctx, to.String())
}

// tick toggles a checkbox or radio button and sends its phx-change event.
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

// values returns the values of a form's fields, including those set by Fill.
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

// valueOf returns the initial value of a control.
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

// find returns the element that what selects: "#id", "[attribute]" or a comma-separated list of
// these, a name from Clickable, or a text contained in a button or link. For a text it returns the
// innermost match. Clickable elements take precedence.
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

// selected reports whether an element has any of the attributes in a list such as [a],[b].
func selected(n *html.Node, selectors string) bool {
	for part := range strings.SplitSeq(selectors, ",") {
		name, ok := strings.CutPrefix(strings.TrimSpace(part), "[")
		if name, closed := strings.CutSuffix(name, "]"); ok && closed && has(n, name) {
			return true
		}
	}
	return false
}

// find returns the first descendant, in document order, for which wanted returns true.
func find(doc *html.Node, wanted func(*html.Node) bool) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && wanted(n) {
			return n
		}
	}
	return nil
}

// within returns n or its nearest ancestor of the given kind, or nil.
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

// readable writes the visible text of a tree.
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

// inline elements do not separate words.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Code: true, atom.Em: true, atom.I: true, atom.Span: true, atom.Strong: true, atom.Small: true,
}

package webtest

import (
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements :lab_page, which converts pages to terms and finds elements by CSS
// selectors. A node is {Tag, [{Name, Value}], Children}, a text, {comment, Text} or {doctype,
// Name}.

// maxDepth bounds the nesting of elements.
const maxDepth = 1000

func installPage(x library.Module) {
	x.Func("parse", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		text, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.BadargAt(1, "not a binary")
		}
		p.Charge(len(text) / 64)
		nodes, err := parse(text)
		if err != nil {
			return term.Term{}, vm.Badarg()
		}
		return nodesOf(nodes, 0), nil
	})
	// select(Nodes, Selector) returns {ok, [{Node, [Ancestor, ...]}]}, nearest ancestor first, or
	// {error, Text}.
	x.Func("select", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		text, ok := a[1].AsStr()
		if !ok {
			return term.Term{}, vm.BadargAt(2, "not a binary")
		}
		selector, err := cascadia.ParseGroup(text)
		if err != nil {
			return term.Tup(term.Sym("error"), term.Str(err.Error())), nil
		}
		t := &tree{terms: map[*html.Node]term.Term{}}
		root := &html.Node{Type: html.DocumentNode}
		if err := t.add(root, a[0], 0); err != nil {
			return term.Term{}, vm.BadargAt(1, err.Error())
		}
		p.Charge(len(t.terms))
		return term.Tup(term.Ok, t.found(cascadia.QueryAll(root, selector))), nil
	})
}

// parse parses a whole page or a fragment, which may be rows without a table.
func parse(text string) ([]*html.Node, error) {
	start := strings.ToLower(strings.TrimSpace(text))
	if strings.HasPrefix(start, "<!doctype") || strings.HasPrefix(start, "<html") {
		doc, err := html.Parse(strings.NewReader(text))
		if err != nil {
			return nil, err
		}
		return childrenOf(doc), nil
	}
	return html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, DataAtom: atom.Template, Data: "template"})
}

func childrenOf(n *html.Node) []*html.Node {
	var all []*html.Node
	for c := range n.ChildNodes() {
		all = append(all, c)
	}
	return all
}

// nodesOf converts nodes to terms. It omits nodes deeper than maxDepth.
func nodesOf(nodes []*html.Node, depth int) term.Term {
	var all []term.Term
	for _, n := range nodes {
		switch n.Type {
		case html.TextNode:
			all = append(all, term.Str(n.Data))
		case html.CommentNode:
			all = append(all, term.Tup(term.Sym("comment"), term.Str(n.Data)))
		case html.DoctypeNode:
			all = append(all, term.Tup(term.Sym("doctype"), term.Str(n.Data)))
		case html.ElementNode:
			if depth < maxDepth {
				all = append(all, term.Tup(term.Str(n.Data), attributesOf(n), nodesOf(childrenOf(n), depth+1)))
			}
		}
	}
	return term.List(all...)
}

func attributesOf(n *html.Node) term.Term {
	var all []term.Term
	for _, a := range n.Attr {
		name := a.Key
		if a.Namespace != "" {
			name = a.Namespace + ":" + a.Key
		}
		all = append(all, term.Tup(term.Str(name), term.Str(a.Val)))
	}
	return term.List(all...)
}

// A tree is a page converted back from terms for the selector. terms maps its elements to their
// terms.
type tree struct{ terms map[*html.Node]term.Term }

func (t *tree) add(parent *html.Node, nodes term.Term, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("its elements nest deeper than %d", maxDepth)
	}
	for c := nodes.Cons(); c != nil; c = nodes.Cons() {
		if text, ok := c.Head.AsStr(); ok {
			parent.AppendChild(&html.Node{Type: html.TextNode, Data: text})
		} else if parts := c.Head.Elems(); len(parts) == 3 {
			if err := t.element(parent, c.Head, parts, depth); err != nil {
				return err
			}
		}
		nodes = c.Tail
	}
	return nil
}

func (t *tree) element(parent *html.Node, whole term.Term, parts []term.Term, depth int) error {
	tag, ok := parts[0].AsStr()
	if !ok {
		return fmt.Errorf("the name of a tag is not a binary")
	}
	n := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	attrs := parts[1]
	for c := attrs.Cons(); c != nil; c = attrs.Cons() {
		if pair := c.Head.Elems(); len(pair) == 2 {
			name, _ := pair[0].AsStr()
			value, _ := pair[1].AsStr()
			n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
		}
		attrs = c.Tail
	}
	t.terms[n] = whole
	parent.AppendChild(n)
	return t.add(n, parts[2], depth+1)
}

func (t *tree) found(nodes []*html.Node) term.Term {
	var all []term.Term
	for _, n := range nodes {
		var ancestors []term.Term
		for up := n.Parent; up != nil; up = up.Parent {
			if known, ok := t.terms[up]; ok {
				ancestors = append(ancestors, known)
			}
		}
		all = append(all, term.Tup(t.terms[n], term.List(ancestors...)))
	}
	return term.List(all...)
}

package browser

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file determines which elements of a page are visible and clickable, as in a browser without
// style sheets.

// hidden reports whether the element itself is hidden, regardless of its ancestors.
func hidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript:
		return true
	case atom.Dialog:
		if !has(n, "open") {
			return true
		}
	case atom.Input:
		if strings.EqualFold(attr(n, "type"), "hidden") {
			return true
		}
	}
	return folded(n) || has(n, "hidden") || has(n, "popover") || unseen(attr(n, "style"))
}

// folded reports whether n is content of a closed details element.
func folded(n *html.Node) bool {
	return n.Parent != nil && n.Parent.DataAtom == atom.Details && !has(n.Parent, "open") && n.DataAtom != atom.Summary
}

// unseen reports whether a style attribute hides its element.
func unseen(style string) bool {
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	return slices.ContainsFunc(strings.Split(style, ";"), func(rule string) bool {
		rule = strings.TrimSuffix(rule, "!important")
		return rule == "display:none" || rule == "visibility:hidden"
	})
}

// disabled reports whether a form control is disabled.
func disabled(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Option, atom.Fieldset:
	default:
		return false
	}
	if has(n, "disabled") {
		return true
	}
	for child, at := n, n.Parent; at != nil; child, at = at, at.Parent {
		if at.DataAtom == atom.Fieldset && has(at, "disabled") && child.DataAtom != atom.Legend {
			return true
		}
	}
	return false
}

// reachable reports whether a user can click n: n and its ancestors are visible and not disabled.
func reachable(n *html.Node) bool {
	for at := n; at != nil; at = at.Parent {
		if at.Type != html.ElementNode {
			continue
		}
		if hidden(at) || has(at, "inert") || (at == n || at.DataAtom == atom.Button) && disabled(at) {
			return false
		}
	}
	return true
}

// submits reports whether a click on n submits its form.
func submits(n *html.Node) bool {
	kind := strings.ToLower(attr(n, "type"))
	switch n.DataAtom {
	case atom.Button:
		return kind != "button" && kind != "reset" && formOf(n) != nil
	case atom.Input:
		return (kind == "submit" || kind == "image") && formOf(n) != nil
	}
	return false
}

// formOf returns the form that a control belongs to, or nil.
func formOf(n *html.Node) *html.Node {
	id := attr(n, "form")
	if id == "" {
		return within(n, atom.Form)
	}
	root := n
	for root.Parent != nil {
		root = root.Parent
	}
	return find(root, func(f *html.Node) bool { return f.DataAtom == atom.Form && attr(f, "id") == id })
}

// ticks reports whether n is a checkbox or a radio button.
func ticks(n *html.Node) bool {
	kind := strings.ToLower(attr(n, "type"))
	return n.DataAtom == atom.Input && (kind == "checkbox" || kind == "radio")
}

// event returns the names of the events that a click on n sends to a LiveView, or "".
func event(n *html.Node) string {
	if click := attr(n, "phx-click"); click != "" {
		return names(click)
	}
	form := formOf(n)
	switch {
	case submits(n):
		return names(attr(form, "phx-submit"))
	case ticks(n) && attr(n, "phx-change") != "":
		return names(attr(n, "phx-change"))
	case ticks(n) && form != nil:
		return names(attr(form, "phx-change"))
	case n.DataAtom == atom.A && attr(n, "data-phx-link") == patches:
		return patches
	}
	return ""
}

// names returns the names of the events that a phx attribute sends, separated by commas.
func names(attribute string) string {
	commands, isJS := jsPushes(attribute)
	if !isJS {
		return attribute
	}
	var all []string
	for _, c := range commands {
		all = append(all, c.Event)
	}
	return strings.Join(all, ",")
}

// Clickable lists the elements whose click sends an event to the LiveView, in document order. Each
// name can be passed to Click. It consists of "=" and the tag, the event and a number, separated
// by colons.
func (p *Page) Clickable() []string {
	var all []string
	p.eachClickable(func(name string, n *html.Node) bool {
		if reachable(n) {
			all = append(all, name)
		}
		return true
	})
	return all
}

// eachClickable calls each with the names of clickable elements until each returns false. Disabled
// elements are numbered too, so that the names of the others do not change.
func (p *Page) eachClickable(each func(name string, n *html.Node) bool) {
	count := map[string]int{}
	for n := range p.current().Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		event := event(n)
		if event == "" {
			continue
		}
		name := "=" + n.Data + ":" + event
		count[name]++
		if !each(name+":"+strconv.Itoa(count[name]), n) {
			return
		}
	}
}

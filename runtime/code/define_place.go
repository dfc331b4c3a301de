package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
)

// This file finds the place of a definition, where it says another one.

// takeFile gives a definition the place that @file says.
func (x *expander) takeFile(site *defSite) {
	x.mod.mu.Lock()
	defer x.mod.mu.Unlock()
	v, _ := x.mod.take("file")
	if v.IsNone() {
		return
	}
	if el := v.Elems(); len(el) == 2 {
		line, _ := el[1].AsInt()
		l := &expand.Linifier{Line: int(line), Plain: true, Over: true}
		v, site.call, site.meta = el[0], l.Walk(site.call), quoted.LineMeta(int(line))
		if !site.body.IsNone() {
			site.body = l.Walk(site.body)
		}
	}
	site.env.File = quoted.Str(v)
}

// relocate gives a definition of quote with location: :keep the place where it was
// written (elixir_def.erl, store_definition). A macro that makes it has no other way to
// say that the line is one of its own file.
func (x *expander) relocate(site *defSite) {
	_, meta, _, _ := x.parseHead(site.kind, site.call)
	file, _, ok := quoted.KeptPlace(meta)
	if !ok {
		return
	}
	l := &expand.Linifier{Kept: true}
	site.env.File = file
	site.call = l.Walk(site.call)
	if !site.body.IsNone() {
		site.body = l.Walk(site.body)
	}
}

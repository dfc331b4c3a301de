package code

import (
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
		l := &linifier{line: int(line), plain: true, over: true}
		v, site.call, site.meta = el[0], l.walk(site.call), quoted.LineMeta(int(line))
		if !site.body.IsNone() {
			site.body = l.walk(site.body)
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
	l := &linifier{kept: true}
	site.env.File = file
	site.call = l.walk(site.call)
	if !site.body.IsNone() {
		site.body = l.walk(site.body)
	}
}

package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
)

// This file determines the location of a definition whose source sets another location: with @file,
// or with a quote with location: :keep.

// takeFile sets the location of a definition from @file.
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

// relocate sets the location of a definition from a quote with location: :keep (elixir_def.erl,
// store_definition). A macro has no other way to give a definition a line in the macro's own file.
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

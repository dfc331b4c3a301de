package code

import (
	"fmt"
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of calls of functions that do not exist.

// checkRemotes looks at the calls of other modules once those had their chance
// to be defined.
func (r *bodyRun) checkRemotes() {
	if r.mod.lazy || len(r.mod.remotes) == 0 {
		return
	}
	pl := r.job.pool()
	if pl == nil {
		r.warnRemotes()
		return
	}
	pl.mu.Lock()
	pl.checks = append(pl.checks, r.warnRemotes)
	pl.mu.Unlock()
}

func (r *bodyRun) warnRemotes() {
	for _, ref := range r.mod.remotes {
		text := r.s.missing(ref.mod, ref.fn)
		if text == "" {
			continue
		}
		d := at(ref.env, "warning", ref.meta, text)
		d.span = 1
		r.s.diagnose(r.job, d)
	}
}

// missing says what is wrong with a call, "" if nothing is. It leaves the
// library's modules alone: a function of theirs that is not part of lab is no
// mistake in the program.
func (s *Server) missing(mod term.Atom, fn quoted.NameArity) string {
	if strings.HasPrefix(fn.Name.String(), "__") || s.beingDefined(mod) || s.mayLoad(mod) {
		return ""
	}
	name := functionName(mod, fn)
	if s.m.Module(mod) == nil {
		return fmt.Sprintf("%s is undefined (module %s is not available or is yet to be defined). Make sure the module name is correct and has been specified in full (or that an alias has been defined)", name, inspect(mod.Term()))
	}
	if s.moduleState(mod) != nil || !s.loaded(mod) || s.m.Export(mod, fn.Name, fn.Arity).Func() != nil {
		return ""
	}
	return name + " is undefined or private"
}

package code

import (
	"cmp"
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of calls of functions that do not exist.

// checkRemotes looks at the calls of other modules once those had their chance
// to be defined.
func (r *bodyRun) checkRemotes() {
	if r.mod.lazy {
		return
	}
	m := r.typed()
	inferred, faults := m.Signatures()
	r.s.keepSignatures(m.Name, inferred)
	r.s.diagnoseInOrder(r.job, faults)
	r.atTheEnd(func() {
		r.s.diagnoseInOrder(r.job, append(m.Check(), r.wrongRemotes()...))
	})
}

// diagnoseInOrder tells of several things by their places.
func (s *Server) diagnoseInOrder(j *job, found []*diagnostic.Diagnostic) {
	slices.SortStableFunc(found, func(a, b *diagnostic.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	for _, d := range found {
		s.diagnose(j, d)
	}
}

// atTheEnd calls check once all files are compiled that are compiled together.
func (r *bodyRun) atTheEnd(check func()) {
	pl := r.job.pool()
	if pl == nil {
		check()
		return
	}
	pl.mu.Lock()
	pl.checks = append(pl.checks, check)
	pl.mu.Unlock()
}

// wrongRemotes are the calls that will fail, the same call once with all its places.
func (r *bodyRun) wrongRemotes() []*diagnostic.Diagnostic {
	var order []*diagnostic.Diagnostic
	byText := map[string]*diagnostic.Diagnostic{}
	silent := r.silenced()
	missing := map[kernel.MFA]string{}
	for _, ref := range r.mod.remotes {
		text := r.s.outdatedText(r.job, ref)
		if text == "" && !silent(ref.mod) && !r.s.madeLater(ref) {
			call := kernel.MFA{Mod: ref.mod, Name: ref.fn.Name, Arity: ref.fn.Arity}
			known, seen := missing[call]
			if !seen {
				known = r.s.missing(r.job, ref.mod, ref.fn)
				missing[call] = known
			}
			text = known
		}
		if text == "" {
			continue
		}
		d := diagnostic.New(ref.env, "warning", ref.meta, text)
		d.Span = 1
		if first := byText[text]; first != nil {
			first.More = append(first.More, d)
			continue
		}
		byText[text] = d
		order = append(order, d)
	}
	return order
}

// silenced reports the modules whose undefined functions @compile or the compiler's options hide.
func (r *bodyRun) silenced() func(mod term.Atom) bool {
	return notUndefined(append(quoted.Slice(r.mod.attrs[term.Intern("compile")].value), quoted.Pair("no_warn_undefined", r.s.option("no_warn_undefined"))))
}

// madeLater reports a call of a module that the function itself defines when it runs.
func (s *Server) madeLater(ref remoteRef) bool {
	return slices.Contains(ref.env.Contexts, ref.mod) && s.m.Module(ref.mod) == nil
}

// notUndefined reads {:no_warn_undefined, modules} among options of @compile and of the compiler; the result tells whether
// a module may be missing.
func notUndefined(said []term.Term) func(mod term.Atom) bool {
	quiet := map[term.Atom]bool{}
	all := false
	note := func(v term.Term) {
		if el := v.Elems(); len(el) == 3 {
			v = el[0]
		}
		all = all || v.Is(term.Intern("all"))
		quiet[v.Atom()] = v.IsAtom()
	}
	for _, o := range said {
		opts := []term.Term{o}
		if o.Cons() != nil {
			opts = quoted.Slice(o)
		}
		for _, opt := range opts {
			el := opt.Elems()
			if len(el) != 2 || !el[0].Is(term.Intern("no_warn_undefined")) {
				continue
			}
			if el[1].Cons() == nil {
				note(el[1])
			}
			for _, v := range quoted.Slice(el[1]) {
				note(v)
			}
		}
	}
	return func(mod term.Atom) bool { return all || quiet[mod] }
}

// reasonOf is the reason of a function or a macro with @deprecated, "" for others.
func (s *Server) reasonOf(j *job, mod term.Atom, n quoted.NameArity) string {
	if s.mayLoad(mod) {
		s.ensureLoaded(j, mod)
	}
	if reason := erlangReason(mod, n); reason != "" {
		return reason
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outdated[mod][n]
}

// reasons are those of the functions and macros of a module with @deprecated.
type reasons map[quoted.NameArity]string

// deprecate notes the reason of a function; s.mu is held, once programs run.
func (s *Server) deprecate(mod term.Atom, n quoted.NameArity, reason string) {
	if s.outdated[mod] == nil {
		s.outdated[mod] = reasons{}
	}
	s.outdated[mod][n] = reason
}

func (s *Server) outdatedText(j *job, ref remoteRef) string {
	reason := s.reasonOf(j, ref.mod, ref.fn)
	if reason == "" {
		return ""
	}
	return diagnostic.Deprecated.Text(diagnostic.FunctionName(ref.mod, ref.fn), reason)
}

// missing says what is wrong with a call, "" if nothing is. A function of the library
// that is not part of lab is not a mistake in the program.
func (s *Server) missing(j *job, mod term.Atom, fn quoted.NameArity) string {
	if strings.HasPrefix(fn.Name.String(), "__") || s.beingDefined(mod) {
		return ""
	}
	s.ensureLoaded(j, mod)
	if s.m.Module(mod) != nil && s.defines(mod, fn) || s.AbsentFunction != nil && s.AbsentFunction(mod, fn.Name, fn.Arity) {
		return ""
	}
	name := diagnostic.FunctionName(mod, fn)
	if s.m.Module(mod) == nil {
		return diagnostic.UndefinedModule.Text(name, diagnostic.Inspect(mod.Term()), s.hint(j, mod, fn))
	}
	return diagnostic.UndefinedRemote.Text(name, s.hint(j, mod, fn))
}

// defines reports whether a module has a function or a macro.
func (s *Server) defines(mod term.Atom, fn quoted.NameArity) bool {
	if mod == quoted.AKernel || fn.Name == term.Intern("module_info") || fn.Name == term.Intern("behaviour_info") {
		return true
	}
	return s.m.Export(mod, fn.Name, fn.Arity).Func() != nil ||
		s.m.Export(mod, term.Intern("MACRO-"+fn.Name.String()), fn.Arity+1).Func() != nil
}

// hint is what Elixir adds to the message of an undefined function.
func (s *Server) hint(j *job, mod term.Atom, fn quoted.NameArity) string {
	arg := term.MapOf(term.Sym("module"), mod.Term(), term.Sym("function"), fn.Name.Term(), term.Sym("arity"), term.Int(int64(fn.Arity)), term.Sym("compiling"), term.True)
	v, err := s.call(j, term.Intern("Elixir.Exception.Hint"), term.Intern("undefined"), arg)
	if err != nil {
		return ""
	}
	return quoted.Str(v)
}

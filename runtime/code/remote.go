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

// This file warns of calls to undefined functions.

// checkRemotes checks the module's remote calls after the other files are compiled.
func (r *bodyRun) checkRemotes() {
	if r.mod.lazy {
		return
	}
	m := r.typed()
	inferred, faults := m.Signatures()
	r.s.keepSignatures(m.Name, inferred)
	r.s.diagnoseInOrder(r.job, faults)
	r.atTheEnd(func() {
		found := append(m.Check(), r.wrongRemotes()...)
		for _, d := range found {
			d.Late = true
		}
		r.s.diagnoseInOrder(r.job, found)
	})
}

// diagnoseInOrder reports diagnostics sorted by location, with calls without parentheses last.
// Elixir sorts by the metadata, and the metadata of these calls begins with :no_parens.
func (s *Server) diagnoseInOrder(j *job, found []*diagnostic.Diagnostic) {
	slices.SortStableFunc(found, func(a, b *diagnostic.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), compareBool(a.Bare, b.Bare), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	for _, d := range found {
		s.diagnose(j, d)
	}
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// atTheEnd runs check after all files of the pool are compiled.
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

// wrongRemotes returns warnings for calls that will fail. Equal calls share a warning with several
// locations.
func (r *bodyRun) wrongRemotes() []*diagnostic.Diagnostic {
	var order []*diagnostic.Diagnostic
	byText := map[string]*diagnostic.Diagnostic{}
	silent := r.silenced()
	missing := map[kernel.MFA]string{}
	for _, ref := range r.mod.remotes {
		text := r.s.outdatedText(r.job, ref)
		if text == "" && !silent(ref.mod, ref.fn) && !r.s.madeLater(ref) {
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
		_, d.Bare = quoted.KwGet(ref.meta, quoted.ANoParens)
		if first := byText[text]; first != nil {
			first.More = append(first.More, d)
			continue
		}
		byText[text] = d
		order = append(order, d)
	}
	return order
}

// A silence reports whether the compiler suppresses the warning about a call of an undefined
// function.
type silence func(mod term.Atom, fn quoted.NameArity) bool

// silenced returns the silence according to @compile and the compiler's options.
func (r *bodyRun) silenced() silence {
	return notUndefined(append(quoted.Slice(r.mod.attrs[term.Intern("compile")].value), quoted.Pair("no_warn_undefined", r.s.option("no_warn_undefined"))))
}

// madeLater reports whether the function that contains the call defines the called module at run
// time.
func (s *Server) madeLater(ref remoteRef) bool {
	return slices.Contains(ref.env.Contexts, ref.mod) && s.m.Module(ref.mod) == nil
}

// notUndefined parses {:no_warn_undefined, modules} in compiler options. An element of modules is a
// module or {module, function, arity}.
func notUndefined(said []term.Term) silence {
	modules, calls := map[term.Atom]bool{}, map[kernel.MFA]bool{}
	note := func(v term.Term) {
		if v.IsAtom() {
			modules[v.Atom()] = true
		}
		if el := v.Elems(); len(el) == 3 && el[0].IsAtom() && el[1].IsAtom() {
			arity, _ := el[2].AsInt()
			calls[kernel.MFA{Mod: el[0].Atom(), Name: el[1].Atom(), Arity: int(arity)}] = true
		}
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
	return func(mod term.Atom, fn quoted.NameArity) bool {
		return modules[term.Intern("all")] || modules[mod] || calls[kernel.MFA{Mod: mod, Name: fn.Name, Arity: fn.Arity}]
	}
}

// reasonOf returns the reason given in @deprecated of a function or macro, or "".
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

// reasons maps the deprecated functions and macros of a module to the reasons.
type reasons map[quoted.NameArity]string

// deprecate records the reason for a deprecated function. Once programs run, s.mu must be held.
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

// missing returns the text of the warning for a call, or "". A function of Elixir's library that
// lab lacks is not reported as a mistake of the program.
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

// defines reports whether a module exports a function.
func (s *Server) defines(mod term.Atom, fn quoted.NameArity) bool {
	if fn.Name == term.Intern("module_info") && fn.Arity <= 1 || mod == quoted.AKernel && kernel.Functions[fn] {
		return true
	}
	return s.m.Export(mod, fn.Name, fn.Arity).Func() != nil
}

// hint returns the hint that Elixir adds to the message of an undefined function.
func (s *Server) hint(j *job, mod term.Atom, fn quoted.NameArity) string {
	arg := term.MapOf(term.Sym("module"), mod.Term(), term.Sym("function"), fn.Name.Term(), term.Sym("arity"), term.Int(int64(fn.Arity)), term.Sym("compiling"), term.True)
	v, err := s.call(j, term.Intern("Elixir.Exception.Hint"), term.Intern("undefined"), arg)
	if err != nil {
		return ""
	}
	return quoted.Str(v)
}

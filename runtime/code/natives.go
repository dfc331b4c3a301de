package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file registers the functions that the compiler provides to Elixir code.

func (s *Server) registerNatives() {
	m := s.m
	m.StepNative("elixir_module", "compile", 3, s.compileModule)
	m.StepNative("elixir_module", "prepare", 1, s.prepare)
	m.StepNative("elixir_def", "store", 2, s.storeDefinition)
	m.StepNative("elixir_def", "store", 4, s.storeDefinition)
	m.Native("elixir_def", "heads", 3, s.nativeHeads)
	m.Native("elixir_module", "types", 1, s.nativeTypes)
	m.Native("elixir_module", "type_forms", 1, s.nativeTypeForms)
	m.StepNative("elixir_module", "put_attribute", 4, s.nativePut)
	m.StepNative("elixir_module", "get_attribute", 3, s.nativeGet)
	m.Native("elixir_module", "typespec", 4, s.typespec)
	m.StepNative("elixir_module", "defstruct", 2, s.stepStruct)
	m.Native("elixir_module", "struct_line", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if mod := s.definedModule(a[0].Atom()); mod != nil {
			n, _ := a[1].AsInt()
			mod.mu.Lock()
			mod.structLine = int(n)
			mod.mu.Unlock()
		}
		return term.Ok, nil
	})
	m.Native("elixir_module", "new_struct", 1, s.newStruct)
	m.StepNative("elixir_module", "derive", 2, s.derive)
	m.StepNative("elixir_module", "derive_for", 4, s.deriveFor)
	m.Native("elixir_module", "protocol", 1, s.nativeProtocol)
	m.Native("elixir_module", "protocol_def", 5, s.nativeProtocolDef)
	m.StepNative("elixir_module", "impl", 5, s.stepImpl)
	m.Native("elixir_module", "exception_fields", 1, exceptionFields)
	m.Native("elixir_module", "has_message", 1, hasMessage)
	m.Native("elixir_module", "exception_struct", 2, exceptionStruct)
	m.StepNative("elixir_module", "exception", 2, raiseTwo)
	m.StepNative("elixir_module", "raised", 1, raiseOne)
	m.Native("elixir_module", "compiler_modules", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Empty, nil })
	m.Native("elixir_module", "destructure", 2, destructure)
	m.Native("elixir_quote", "list", 2, spliceList)
	m.Native("elixir_quote", "tail_list", 2, tailList)
	m.Native("elixir_quote", "dot", 4, quoteDot)
	m.Native("elixir_quote", "validate_runtime", 2, validOption)
	m.Native("elixir_quote", "shallow_validate_ast", 1, validQuoted)
	m.StepNative("elixir", "eval_quoted", 3, s.evalQuoted(true))
	m.Native("elixir", "env_for_eval", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return evalOptions(a[0]).Term(), nil
	})
	s.kernelNatives()
	s.codeNatives()
	s.macroNatives()
	s.moduleNatives()
	s.definitionNatives()
	s.optionNatives()
	s.collectNatives()
	s.labNatives()
	s.envNatives()
	s.expandNatives()
	s.parseNatives()
}

func (s *Server) codeNatives() {
	m := s.m
	for _, n := range []int{1, 2, 3} {
		m.StepNative("Code", "eval_string", n, s.evalString)
		m.StepNative("Code", "eval_quoted", n, s.evalQuoted(false))
	}
	m.StepNative("Code", "eval_quoted_with_env", 3, s.evalQuoted(true))
	m.StepNative("Code", "eval_quoted_with_env", 4, s.evalQuoted(true))
	for _, n := range []int{1, 2} {
		m.StepNative("Code", "compile_string", n, s.compileString)
		m.StepNative("Code", "compile_quoted", n, s.compileQuoted)
		m.StepNative("Code", "compile_file", n, s.compileFile("compile_file"))
		m.StepNative("Code", "require_file", n, s.compileFile("require_file"))
		m.StepNative("Code", "load_file", n, s.compileFile("load_file"))
		s.deprecate(vm.ModuleAtom("Code"), quoted.NameArity{Name: term.Intern("load_file"), Arity: n}, "Use Code.require_file/2 or Code.compile_file/2 instead")
		m.StepNative("Code", "eval_file", n, s.compileFile("eval_file"))
		m.StepNative("Code", "string_to_quoted", n, s.stringToQuoted(false))
		m.StepNative("Code", "string_to_quoted!", n, s.stringToQuoted(true))
		m.StepNative("Code", "format_string!", n, s.formatStep)
	}
	for _, name := range []string{"ensure_loaded", "ensure_compiled"} {
		why := func(mod term.Term) term.Term {
			if name == "ensure_compiled" && s.beingDefined(mod.Atom()) {
				return term.Sym("unavailable") // the module is waiting for the caller
			}
			return term.Sym("nofile")
		}
		m.StepNative("Code", name, 1, s.ensureNative(ifThereIsOne, func(mod term.Term, ok bool) (term.Term, error) {
			if ok {
				return term.Tup(quoted.AModule.Term(), mod), nil
			}
			return term.Tup(term.Error, why(mod)), nil
		}))
		m.StepNative("Code", name+"!", 1, s.ensureNative(wholeModule, func(mod term.Term, ok bool) (term.Term, error) {
			if ok {
				return mod, nil
			}
			return term.Nil, expand.ArgumentError("could not load module %s due to reason %s", diagnostic.Inspect(mod), diagnostic.Inspect(why(mod)))
		}))
	}
	m.StepNative("Code", "ensure_loaded?", 1, s.ensureNative(ifThereIsOne, func(_ term.Term, ok bool) (term.Term, error) { return term.Bool(ok), nil }))
	m.StepNative("code", "ensure_loaded", 1, s.ensureNative(ifThereIsOne, func(mod term.Term, ok bool) (term.Term, error) {
		if ok {
			return term.Tup(quoted.AModule.Term(), mod), nil
		}
		return term.Tup(term.Error, term.Sym("nofile")), nil
	}))
	m.Native("Code", "loaded?", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(s.m.Module(a[0].Atom()) != nil), nil
	})
	m.Native("Code", "env_for_eval", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return evalOptions(a[0]).Term(), nil })
	m.StepNative("Code", "fetch_docs", 1, s.fetchDocs)
	m.Native("Code", "purge_compiler_modules", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Tup(term.Ok, term.Int(0)), nil })
}

// ensureNative returns a native that loads a module and returns answer's result.
func (s *Server) ensureNative(need need, answer func(mod term.Term, ok bool) (term.Term, error)) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		mod := a[0].Atom()
		if mod == 0 {
			return p.Fail(vm.Badarg())
		}
		if s.m.Module(mod) != nil && !s.mayLoad(mod) {
			v, err := answer(a[0], true)
			if err != nil {
				return p.Fail(err)
			}
			return p.Return(v)
		}
		j := &job{leader: p.GroupLeader(), parent: s.jobOf(p), anonymous: true}
		return p.Block(func() (term.Term, error) {
			return answer(a[0], s.obtain(j, mod, need))
		})
	}
}

func (s *Server) fetchDocs(p *vm.Process, a []term.Term) vm.Step {
	if !a[0].IsAtom() {
		return p.Return(term.Tup(term.Error, term.Sym("module_not_found")))
	}
	leader := p.GroupLeader()
	return p.Block(func() (term.Term, error) {
		s.ensureLoaded(&job{leader: leader}, a[0].Atom())
		md := s.m.Module(a[0].Atom())
		switch {
		case md == nil:
			return term.Tup(term.Error, term.Sym("module_not_found")), nil
		case md.Docs.IsNone():
			return term.Tup(term.Error, term.Sym("chunk_not_found")), nil
		}
		return md.Docs, nil
	})
}

func (s *Server) stringToQuoted(bang bool) vm.StepNative {
	var parse vm.StepNative
	parse = func(p *vm.Process, a []term.Term) vm.Step {
		src, ok := text(a[0])
		if !ok {
			return p.ApplyThen(vm.ModuleAtom("List.Chars"), term.Intern("to_charlist"), a[:1], func(p *vm.Process, v term.Term) vm.Step {
				if _, ok := text(v); !ok {
					return p.Fail(vm.FunctionClause("Code", "string_to_quoted", a))
				}
				return parse(p, append([]term.Term{v}, a[1:]...))
			})
		}
		if len(a) > 1 && encodes(a[1]) {
			return p.TailApply(vm.ModuleAtom("Code.Encoded"), term.Intern("string_to_quoted"), a[0], a[1], term.Bool(bang))
		}
		o := syntax.Options{}
		if len(a) > 1 {
			o = parseOptions(a[1])
		}
		j := s.jobFor(p)
		if len(a) > 1 {
			v, _ := quoted.KwGet(a[1], term.Intern("emit_warnings"))
			j.quiet = v.Is(term.AFalse)
		}
		return p.Block(func() (term.Term, error) {
			q, err := s.parse(j, src, o)
			switch {
			case err == nil && bang:
				return q, nil
			case err == nil:
				return term.Tup(term.Ok, q), nil
			case bang, noRoom(err):
				return term.Nil, err
			}
			return term.Tup(term.Error, s.syntaxTriple(src, o)), nil
		})
	}
	return parse
}

func parseOptions(kw term.Term) syntax.Options {
	o := syntax.Options{}
	if v, ok := quoted.KwGet(kw, quoted.AFile); ok {
		o.File = quoted.Str(v)
	}
	if v, ok := quoted.KwGet(kw, quoted.ALine); ok {
		n, _ := v.AsInt()
		o.Line = int(n)
	}
	if v, ok := quoted.KwGet(kw, quoted.AColumn); ok {
		n, _ := v.AsInt()
		o.Column = int(n)
	}
	v, _ := quoted.KwGet(kw, term.Intern("columns"))
	o.Columns = v.Is(term.ATrue)
	v, _ = quoted.KwGet(kw, term.Intern("token_metadata"))
	o.TokenMetadata = v.Is(term.ATrue)
	v, _ = quoted.KwGet(kw, term.Intern("existing_atoms_only"))
	o.ExistingAtomsOnly = v.Is(term.ATrue)
	v, _ = quoted.KwGet(kw, term.Intern("unescape"))
	o.Raw = v.Is(term.AFalse)
	return o
}

// formatOptions parses line_length:, migrate: and locals_without_parens: [name: arity | :*].
func formatOptions(o *syntax.Options, kw term.Term) {
	all, _ := quoted.KwGet(kw, term.Intern("migrate"))
	wanted := func(key string) bool {
		v, given := quoted.KwGet(kw, term.Intern(key))
		return v.Is(term.ATrue) || !given && all.Is(term.ATrue)
	}
	o.Migrate = syntax.Migration{
		Charlists: wanted("migrate_charlists_as_sigils"), Modifiers: wanted("migrate_bitstring_modifiers"), Unless: wanted("migrate_unless"),
	}
	if v, _ := quoted.KwGet(kw, term.Intern("force_do_end_blocks")); v.Is(term.ATrue) {
		o.Migrate.DoEnd = true
	}
	if v, ok := quoted.KwGet(kw, term.Intern("line_length")); ok {
		n, _ := v.AsInt()
		o.LineWidth = int(n)
	}
	v, _ := quoted.KwGet(kw, term.Intern("locals_without_parens"))
	list, _ := v.Slice()
	o.Bare = map[string][]int{}
	for _, p := range list {
		e := p.Elems()
		if len(e) != 2 || !e[0].IsAtom() {
			continue
		}
		n, ok := e[1].AsInt()
		if !ok {
			n = -1
		}
		o.Bare[e[0].Atom().String()] = append(o.Bare[e[0].Atom().String()], int(n))
	}
}

// formatStep implements Code.format_string!/2. If the options contain functions that format
// sigils, it calls the library.
func (s *Server) formatStep(p *vm.Process, a []term.Term) vm.Step {
	if len(a) > 1 {
		if v, _ := quoted.KwGet(a[1], term.Intern("sigils")); v.Cons() != nil {
			return p.TailApply(vm.ModuleAtom("Code.Encoded"), term.Intern("format"), a[0], a[1])
		}
	}
	return p.Block(func() (term.Term, error) { return s.formatString(a) })
}

func (s *Server) formatString(a []term.Term) (term.Term, error) {
	src, _ := text(a[0])
	release, err := s.m.Claim(len(src) * formattedBytes)
	if err != nil {
		return term.Nil, err
	}
	defer release()
	o := syntax.Options{}
	if len(a) > 1 {
		o = parseOptions(a[1])
		formatOptions(&o, a[1])
	}
	o.Raw = true
	out, err := syntax.FormatSource(src, o)
	if err != nil {
		return term.Nil, syntaxException(err)
	}
	if out == "" {
		return term.Empty, nil
	}
	return term.List(term.Str(out)), nil
}

// nativeTypes returns the types, specs and callbacks of a module as {kind, quoted form}.
func (s *Server) nativeTypes(_ *vm.Process, a []term.Term) (term.Term, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return term.List(s.types[a[0].Atom()]...), nil
}

func (s *Server) nativeHeads(_ *vm.Process, a []term.Term) (term.Term, error) {
	n, _ := a[2].AsInt()
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.heads[kernel.MFA{Mod: a[0].Atom(), Name: a[1].Atom(), Arity: int(n)}]; ok {
		return h, nil
	}
	return term.Nil, nil
}

func destructure(_ *vm.Process, a []term.Term) (term.Term, error) {
	n, _ := a[1].AsInt()
	list, proper := a[0].Slice()
	switch {
	case !proper && a[0].Cons() != nil:
		return term.Nil, vm.FunctionClause("Kernel.Utils", "destructure_list", a)
	case !proper && !a[0].Is(term.ANil):
		return term.Nil, vm.FunctionClause("Kernel.Utils", "destructure", a)
	}
	out := make([]term.Term, n)
	for i := range out {
		out[i] = term.Nil
		if i < len(list) {
			out[i] = list[i]
		}
	}
	return term.List(out...), nil
}

func exceptionFields(_ *vm.Process, a []term.Term) (term.Term, error) {
	if !a[0].IsList() {
		return term.Nil, expand.ArgumentError("struct fields definition must be list, got: %s", diagnostic.Inspect(a[0]))
	}
	return term.NewCons(term.Tup(term.AException.Term(), term.True), a[0]), nil
}

func hasMessage(_ *vm.Process, a []term.Term) (term.Term, error) {
	for _, f := range quoted.Slice(a[0]) {
		if el := f.Elems(); len(el) == 2 {
			f = el[0]
		}
		if f.Is(term.Intern("message")) {
			return term.True, nil
		}
	}
	return term.False, nil
}

var aExceptionFn = term.Intern("exception")

// raiseTwo builds the exception of raise/2.
func raiseTwo(p *vm.Process, a []term.Term) vm.Step {
	if a[0].IsAtom() {
		return p.TailApply(a[0].Atom(), aExceptionFn, a[1])
	}
	if m := a[0].Map(); m != nil {
		if st, ok := m.Get(term.AStruct.Term()); ok {
			return p.TailApply(st.Atom(), aExceptionFn, a[1])
		}
	}
	return p.Fail(notRaisable(2, a[0]))
}

// raiseOne builds the exception of raise/1.
func raiseOne(p *vm.Process, a []term.Term) vm.Step {
	switch {
	case a[0].IsAtom():
		return p.TailApply(a[0].Atom(), aExceptionFn, term.Empty)
	case a[0].IsBits():
		return p.TailApply(term.Intern("Elixir.RuntimeError"), aExceptionFn, a[0])
	}
	if m := a[0].Map(); m != nil {
		if e, ok := m.Get(term.AException.Term()); ok && e.Is(term.ATrue) {
			return p.Return(a[0])
		}
	}
	return p.Fail(notRaisable(1, a[0]))
}

func notRaisable(arity int, v term.Term) error {
	if arity == 2 {
		return expand.ArgumentError("raise/2 expected a module name, got: %s", diagnostic.Inspect(v))
	}
	return expand.ArgumentError("raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: %s", diagnostic.Inspect(v))
}

package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements defstruct and defexception.

func structMacros() {
	defModuleMacro("defstruct", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		if x.Env.Module == 0 { // Elixir looks up the table of the module
			x.Raise(expand.ArgumentError("errors were found at the given arguments:\n\n  * 2nd argument: not a key that exists in the table\n"))
		}
		env := *x.Env
		env.Line = quoted.LineOf(meta)
		return quoted.Block(meta,
			quoted.Remote(meta, quoted.AElixirMod.Term(), "struct_line", x.Env.Module.Term(), term.Int(int64(quoted.LineOf(meta)))),
			quoted.Remote(meta, quoted.AElixirMod.Term(), "defstruct", x.Env.Module.Term(), a[0]),
			quoted.Remote(meta, quoted.AElixirMod.Term(), "derive", x.Env.Module.Term(), quoted.Escape(env.Term())))
	})
	exception := expand.NewTemplate(`(
  @behaviour Exception
  fields = :elixir_module.exception_fields(unquote(fields))
  Kernel.defstruct(fields)

  if :elixir_module.has_message(fields) do
    @impl true
    def message(exception) do
      exception.message
    end

    defoverridable message: 1

    @impl true
    def exception(msg) when :erlang.is_binary(msg) do
      :elixir_module.exception_struct(%{unquote(self) | message: msg}, [])
    end
  end

  @impl true
  def exception(args) when :erlang.is_list(args) do
    :elixir_module.exception_struct(unquote(self), args)
  end

  defoverridable exception: 1
)`)
	defModuleMacro("defexception", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		x.inModule(meta, "@/1")
		self := quoted.Node("%", meta, x.Env.Module.Term(), quoted.Node("%{}", meta))
		fresh := quoted.Remote(meta, quoted.AElixirMod.Term(), "new_struct", x.Env.Module.Term())
		_ = self
		return exception.Fill(x.Expander, meta, expand.Slots{"fields": a[0], "self": fresh})
	})
}

// fieldsOf parses the argument of defstruct.
func fieldsOf(t term.Term) ([]term.Atom, *term.Map, error) {
	list, ok := t.Slice()
	if !ok {
		return nil, nil, expand.ArgumentError("struct fields definition must be list, got: %s", diagnostic.Inspect(t))
	}
	m := term.NewMap()
	var names []term.Atom
	for _, f := range list {
		k, v := f, term.Term(term.Nil)
		if el := f.Elems(); len(el) == 2 {
			k, v = el[0], el[1]
		}
		if !k.IsAtom() {
			return nil, nil, expand.ArgumentError("struct field names must be atoms, got: %s", diagnostic.Inspect(k))
		}
		if k.Is(term.AStruct) {
			return nil, nil, expand.ArgumentError("cannot set :__struct__ in struct definition")
		}
		if _, dup := m.Get(k); !dup {
			names = append(names, k.Atom())
		}
		if bad := expand.Unescapable(v); bad != "" {
			return nil, nil, expand.ArgumentError("invalid value for struct field %s, %s", k.Atom(), bad)
		}
		m = m.Put(k, v)
	}
	return names, m, nil
}

// stepStruct implements :elixir_module.defstruct(module, fields).
func (s *Server) stepStruct(p *vm.Process, a []term.Term) vm.Step {
	v, err := s.defineStruct(p, a)
	m := s.definedModule(a[0].Atom())
	if err == nil {
		s.wakePool(m.job, m.name, false)
	}
	twice := repeatedFields(a[1])
	if err != nil || m.lazy || len(twice) == 0 {
		if err != nil {
			return p.Fail(err)
		}
		return p.Return(v)
	}
	env, at := m.env, m.structure.Line
	return p.Block(func() (term.Term, error) {
		x := newExpander(s, m.job, &env, m)
		for _, k := range twice {
			x.Warn(quoted.LineMeta(at), diagnostic.DuplicateStructKey, diagnostic.Inspect(k))
		}
		return v, nil
	})
}

// repeatedFields returns the duplicate fields of a struct.
func repeatedFields(t term.Term) []term.Term {
	var out []term.Term
	seen := map[term.Atom]bool{}
	for _, f := range quoted.Slice(t) {
		if el := f.Elems(); len(el) == 2 {
			f = el[0]
		}
		if seen[f.Atom()] {
			out = append(out, f)
		}
		seen[f.Atom()] = true
	}
	return out
}

func (s *Server) defineStruct(_ *vm.Process, a []term.Term) (term.Term, error) {
	m := s.definedModule(a[0].Atom())
	if m == nil {
		return term.Nil, expand.ArgumentError("could not define a struct in %s", diagnostic.Inspect(a[0]))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.structure != nil {
		return term.Nil, expand.ArgumentError("defstruct has already been called for %s, defstruct can only be called once per module", diagnostic.Inspect(a[0]))
	}
	if err := s.shallow(a[1]); err != nil {
		return term.Nil, err // the defaults are compiled into each use of the struct
	}
	names, fields, err := fieldsOf(a[1])
	if err != nil {
		return term.Nil, err
	}
	var enforce []term.Atom
	if at := m.attrs[term.Intern("enforce_keys")]; at != nil {
		list, ok := at.value.Slice()
		if !ok {
			list = []term.Term{at.value}
		}
		var unknown []term.Term
		for _, k := range list {
			if !k.IsAtom() {
				return term.Nil, expand.ArgumentError("keys given to @enforce_keys must be atoms, got: %s", diagnostic.Inspect(k))
			}
			if _, ok := fields.Get(k); !ok {
				unknown = append(unknown, k)
			}
			enforce = append(enforce, k.Atom())
		}
		if len(unknown) > 0 {
			return term.Nil, expand.ArgumentError("@enforce_keys required keys (%s) that are not defined in defstruct: %s", diagnostic.Inspect(term.List(unknown...)), diagnostic.Inspect(pairsIn(names, fields)))
		}
	}
	value := fields.Put(term.AStruct.Term(), a[0])
	m.structure = &expand.Struct{Fields: names, Defaults: value, Enforce: enforce, Line: m.structLine}
	m.documentStruct()
	return term.FromMap(value), nil
}

// documentStruct attaches @doc and @deprecated before defstruct to __struct__/0.
func (m *module) documentStruct() {
	name := quoted.NameArity{Name: term.AStruct}
	doc, line := m.take("doc")
	meta := m.takeMeta("doc")
	if reason, _ := m.take("deprecated"); reason.IsBits() {
		meta = meta.Put(term.Sym("deprecated"), reason)
		m.outdated = append(m.outdated, term.Tup(name.Term(), reason))
	}
	el := doc.Elems()
	if len(el) != 2 {
		return
	}
	d := &definition{kind: quoted.ADef, name: name, meta: quoted.LineMeta(m.structLine)}
	m.docEntries = append(m.docEntries, docEntry{d: d, text: el[1], signature: signature{of: m.name}, meta: meta, line: line})
}

// pairsIn returns the fields of a struct as a keyword list.
func pairsIn(names []term.Atom, fields *term.Map) term.Term {
	out := make([]term.Term, len(names))
	for i, n := range names {
		v, _ := fields.Get(n.Term())
		out[i] = term.Tup(n.Term(), v)
	}
	return term.List(out...)
}

// newStruct returns the struct of a module with its defaults.
func (s *Server) newStruct(_ *vm.Process, a []term.Term) (term.Term, error) {
	if m := s.moduleState(a[0].Atom()); m != nil && m.structure != nil {
		return term.FromMap(m.structure.Defaults), nil
	}
	s.mu.Lock()
	info := s.structs[a[0].Atom()]
	s.mu.Unlock()
	if info == nil {
		return term.Nil, vm.ErrorOf(term.Sym("undef"))
	}
	return term.FromMap(info.Defaults), nil
}

// exceptionStruct sets fields of an exception from a keyword list.
func exceptionStruct(_ *vm.Process, a []term.Term) (term.Term, error) {
	m := a[0].Map()
	for _, kv := range quoted.Slice(a[1]) {
		el := kv.Elems()
		if len(el) != 2 {
			return term.Nil, vm.Badarg()
		}
		if _, ok := m.Get(el[0]); !ok {
			return term.Nil, keyError(el[0], a[0])
		}
		m = m.Put(el[0], el[1])
	}
	return term.FromMap(m), nil
}

func keyError(key, in term.Term) error {
	return vm.Raise("KeyError", "key", key, "term", in, "message", nil)
}

// structFunctions returns __struct__/0 and __struct__/1.
func (m *module) structFunctions() []*vm.Func {
	info := m.structure
	value := term.FromMap(info.Defaults)
	zero := goFunc(m, "__struct__", 0, func(*vm.Process, []term.Term) (term.Term, error) { return value, nil })
	one := goFunc(m, "__struct__", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		out := info.Defaults
		given := map[term.Atom]bool{}
		for _, kv := range quoted.Slice(a[0]) {
			el := kv.Elems()
			if len(el) != 2 {
				return term.Nil, vm.FunctionClause("Enum", "-struct!-", a)
			}
			if _, ok := out.Get(el[0]); !ok {
				return term.Nil, keyError(el[0], term.Nil) // the struct is not available yet
			}
			out = out.Put(el[0], el[1])
			given[el[0].Atom()] = true
		}
		for _, k := range info.Enforce {
			if !given[k] {
				return term.Nil, expand.ArgumentError("the following keys must also be given when building struct %s: %s", diagnostic.Inspect(m.name.Term()), missingKeys(info.Enforce, given))
			}
		}
		return term.FromMap(out), nil
	})
	return []*vm.Func{zero, one}
}

func missingKeys(enforce []term.Atom, given map[term.Atom]bool) string {
	var out []term.Term
	for _, k := range enforce {
		if !given[k] {
			out = append(out, k.Term())
		}
	}
	return diagnostic.Inspect(term.List(out...))
}

// goFunc returns a function of the module that is implemented in Go.
func goFunc(m *module, name string, arity int, fn vm.Native) *vm.Func {
	f := &vm.Func{Module: m.name, Name: term.Intern(name), Arity: arity, Regs: arity, File: stackFile(m.file), Line: m.line}
	f.Entry = func(p *vm.Process) vm.Step {
		v, err := fn(p, append([]term.Term(nil), p.R[:arity]...))
		if err != nil {
			return p.Fail(vm.At(err, f, 0))
		}
		return p.Return(v)
	}
	return f
}

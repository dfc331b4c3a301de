package code

import (
	"strings"
	"sync"
	"sync/atomic"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/code/types"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Server is the compiler and code loader of one machine.
type Server struct {
	m *vm.Machine
	// Print takes diagnostics of processes whose node has no :standard_error.
	Print func(text string)
	// ReadFile reads a file that a program asks to compile. Programs may name no
	// file where it is nil.
	ReadFile func(name string) ([]byte, error)
	// Absent tells of a module that is not here whether Elixir has it elsewhere;
	// nil stands for none.
	Absent func(mod term.Atom) bool
	// AbsentFunction tells the same of a function of a module that is here.
	AbsentFunction func(mod, name term.Atom, arity int) bool

	// Sealed reports whether programs may not define a module that the node has
	// already, and hears where one tried; nil seals none.
	Sealed func(mod term.Atom, file string, line int) bool

	// Patience says when a file of CompileFiles is taken to come to no end.
	Patience vm.Patience
	// scripts is the same for a file that is run, while those are limited.
	scripts atomic.Pointer[vm.Patience]

	mu        sync.Mutex
	texts     map[string]string     // sources being compiled, for snippets
	defined   map[term.Atom]*module // modules being defined
	lazy      map[term.Atom]*module // loaded ones whose functions are compiled when first called
	structs   map[term.Atom]*expand.Struct
	heads     map[kernel.MFA]term.Term  // clause heads of functions, for blame
	outdated  map[term.Atom]reasons     // of modules with @deprecated
	typeForms map[term.Atom][]term.Term // the same as abstract forms
	// signatures are the inferred types of the public functions of modules.
	signatures map[term.Atom]map[quoted.NameArity]*types.Signature
	types      map[term.Atom][]term.Term // types, specs and callbacks: {kind, quoted form}
	sources    map[term.Atom]*source
	blocks     []*quotedBlock
	pool       *pool
	counters   atomic.Int64
	loads      atomic.Int32 // of embedded files, at this moment
	errands    errands
	jobs       sync.Map // of the processes that run for one: *vm.Process to *job
	// closing are the modules whose hooks run after they were compiled.
	closing sync.Map
	// collectors are of the processes that asked for diagnostics.
	collectors    sync.Map
	consolidation consolidation
	required      map[string]bool // files that Code.require_file has loaded
	options       term.Term       // of the compiler, as a keyword list
}

// A quotedBlock is a module's body that waits to be run.
type quotedBlock struct {
	job  *job
	env  lexical.Env
	meta term.Term
	body term.Term
	vars []*lexical.Binding
}

// A job is one request to the compiler: who asked, and what it is part of.
type job struct {
	leader term.Term
	// file is the source that is being loaded, parent the job that needs it.
	file   string
	text   string // of an embedded file
	parent *job
	lazy   bool
	task   *compileTask
	quiet  bool
	// collect is told the diagnostics, nil for nobody.
	collect *collector
	// anonymous jobs come from a call of a module that is not there.
	anonymous bool
}

// New returns the compiler of m, with its natives registered.
func New(m *vm.Machine) *Server {
	s := &Server{
		m: m, texts: map[string]string{}, defined: map[term.Atom]*module{}, lazy: map[term.Atom]*module{},
		structs: map[term.Atom]*expand.Struct{}, heads: map[kernel.MFA]term.Term{}, outdated: map[term.Atom]reasons{}, types: map[term.Atom][]term.Term{}, typeForms: map[term.Atom][]term.Term{},
		signatures: map[term.Atom]map[quoted.NameArity]*types.Signature{}, sources: map[term.Atom]*source{},
	}
	s.options, s.required = compilerDefaults(), map[string]bool{}
	s.counters.Store(firstCounter)
	m.OnUndefined = func(p *vm.Process, mod term.Atom) error {
		defer s.errands.begin()()
		s.ensureLoaded(&job{parent: s.jobOf(p), anonymous: true}, mod)
		return nil
	}
	s.registerNatives()
	s.addOwnSources()
	return s
}

// firstCounter is where the BEAM's unique integers begin, which tell the
// variables of macro expansions apart.
const firstCounter = -576460752303423488

func (s *Server) counter() int64 { return s.counters.Add(1) }

// Machine returns the engine that the server compiles for.
func (s *Server) Machine() *vm.Machine { return s.m }

func (s *Server) beingDefined(mod term.Atom) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.defined[mod] != nil
}

func (s *Server) definedModule(mod term.Atom) *module {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.defined[mod]
}

// moduleState is the module being defined, or one that is compiled lazily.
func (s *Server) moduleState(mod term.Atom) *module {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.defined[mod]; m != nil {
		return m
	}
	return s.lazy[mod]
}

// loaded reports whether mod is there with code of its own.
func (s *Server) loaded(mod term.Atom) bool {
	md := s.m.Module(mod)
	return md != nil && !md.Native
}

// structure returns what is known of a struct, nil if mod is not a struct.
func (s *Server) structure(j *job, mod term.Atom) *expand.Struct {
	s.mu.Lock()
	info := s.structs[mod]
	s.mu.Unlock()
	if info != nil {
		return info
	}
	s.obtain(j, mod, itsStruct)
	s.mu.Lock()
	info = s.structs[mod]
	s.mu.Unlock()
	if info == nil {
		info = s.structDefined(mod)
	}
	if info == nil {
		info = s.writtenStruct(j, mod)
	}
	return info
}

// structDefined is the struct of a module that is being defined, nil before its defstruct.
func (s *Server) structDefined(mod term.Atom) *expand.Struct {
	m := s.definedModule(mod)
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.structure
}

// writtenStruct is the struct of a module that defines __struct__/0 itself.
func (s *Server) writtenStruct(j *job, mod term.Atom) *expand.Struct {
	if !s.loaded(mod) || s.m.Export(mod, term.AStruct, 1).Func() == nil {
		return nil
	}
	v, err := s.call(j, mod, term.AStruct, term.Empty)
	m := v.Map()
	if err != nil || m == nil {
		return nil
	}
	if own, _ := m.Get(term.AStruct.Term()); !own.Is(mod) {
		return nil
	}
	info := &expand.Struct{Defaults: m}
	m.Each(func(k, _ term.Term) bool {
		if k.IsAtom() && !k.Is(term.AStruct) {
			info.Fields = append(info.Fields, k.Atom())
		}
		return true
	})
	return info
}

// exportsOf lists the functions and macros of a module.
func (s *Server) exportsOf(j *job, mod term.Atom) (fns, macros map[quoted.NameArity]bool) {
	if mod == quoted.AKernel {
		return kernel.Functions, kernel.Macros
	}
	fns, macros = map[quoted.NameArity]bool{}, map[quoted.NameArity]bool{}
	for _, f := range s.m.Exports(mod) {
		name := f.Name.String()
		switch {
		case strings.HasPrefix(name, "MACRO-"):
			macros[quoted.NameArity{Name: term.Intern(name[6:]), Arity: f.Arity - 1}] = true
		case name == "__info__" || name == "module_info" || name == "behaviour_info":
		default:
			fns[quoted.NameArity{Name: f.Name, Arity: f.Arity}] = true
		}
	}
	return fns, macros
}

func (s *Server) newBlock(b *quotedBlock) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks = append(s.blocks, b)
	return len(s.blocks) - 1
}

func (s *Server) block(i int) *quotedBlock {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocks[i]
}

// diagnose prints a diagnostic where the process that compiles prints errors.
func (s *Server) diagnose(j *job, d *diagnostic.Diagnostic) {
	if j.quiet && d.Severity == "warning" {
		return
	}
	if c := j.collector(); c != nil && !c.keep(d.Term()) {
		return
	}
	source := ""
	if d.Line > 0 {
		source = s.sourceLine(d.File, d.Line)
	}
	s.writeError(j, d.Format(source))
}

var (
	aStandardError = term.Intern("standard_error")
)

// writeError prints text on :standard_error, as the Erlang I/O protocol has it.
func (s *Server) writeError(j *job, text string) {
	if pid := s.m.WhereIs(aStandardError); pid.Pid() != nil {
		_, err := s.m.CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
			return p.TailApply(term.Intern("io"), term.Intern("put_chars"), aStandardError.Term(), term.Str(text))
		})
		if err == nil {
			return
		}
	}
	if s.Print != nil {
		s.Print(text)
	}
}

func (s *Server) setText(file, text string) {
	s.mu.Lock()
	s.texts[file] = text
	s.mu.Unlock()
}

func (s *Server) dropText(file string) {
	s.mu.Lock()
	delete(s.texts, file)
	s.mu.Unlock()
}

// text is a quoted form as source.
func (s *Server) text(t term.Term) string { return syntax.Format(t) }

// sourceLine returns line n of a file: of one that is being compiled, or as it is on disk.
func (s *Server) sourceLine(file string, n int) string {
	s.mu.Lock()
	src, ok := s.texts[file]
	s.mu.Unlock()
	if !ok {
		b, err := s.readFile(file)
		if err != nil {
			return ""
		}
		src = string(b)
	}
	for ; n > 1; n-- {
		i := strings.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	line, _, _ := strings.Cut(src, "\n")
	return strings.TrimSuffix(line, "\r")
}

// call runs a function of Elixir code for the expander and waits for it.
func (s *Server) call(j *job, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return s.within(j, func(p *vm.Process) vm.Step {
		return p.TailApply(mod, fn, args...)
	})
}

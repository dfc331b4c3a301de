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
	// Print prints diagnostics if the node has no :standard_error process.
	Print func(text string)
	// ReadFile reads a file that a program asks to compile. If it is nil, programs cannot read
	// files.
	ReadFile func(name string) ([]byte, error)
	// Folder returns the folder of relative file names. If Folder is nil, that is the working
	// directory.
	Folder func() string
	// Absent reports whether a module that lab lacks exists in Elixir. It may be nil.
	Absent func(mod term.Atom) bool
	// AbsentFunction reports whether a function that lab lacks exists in Elixir. It may be nil.
	AbsentFunction func(mod, name term.Atom, arity int) bool

	// Sealed reports whether programs must not redefine a module of the node. It is called with
	// the location of the attempt. It may be nil.
	Sealed func(mod term.Atom, file string, line int) bool

	// Patience decides when a file of CompileFiles counts as not terminating.
	Patience vm.Patience
	// scripts is like Patience, but for files that are run. It is nil if these are not limited.
	scripts atomic.Pointer[vm.Patience]

	mu        sync.Mutex
	texts     map[string]string     // texts of files being compiled, for snippets
	defined   map[term.Atom]*module // modules being defined
	lazy      map[term.Atom]*module // loaded modules whose functions are compiled on their first call
	structs   map[term.Atom]*expand.Struct
	heads     map[kernel.MFA]term.Term  // clause heads of functions, for Exception.blame/3
	outdated  map[term.Atom]reasons     // reasons in @deprecated by module
	typeForms map[term.Atom][]term.Term // types as abstract forms
	// signatures holds the inferred types of public functions by module.
	signatures map[term.Atom]map[quoted.NameArity]*types.Signature
	types      map[term.Atom][]term.Term // types, specs and callbacks: {kind, quoted form}
	sources    map[term.Atom]*source
	blocks     []*quotedBlock
	pool       *pool
	counters   atomic.Int64
	loads      atomic.Int32 // number of embedded files being loaded
	pending    pendingLoads
	jobs       sync.Map // *vm.Process to its *job
	// closing maps the names of modules to a *closing while their @after_compile hooks run.
	closing sync.Map
	// collectors maps processes that called Code.with_diagnostics to their collectors.
	collectors    sync.Map
	consolidation consolidation
	required      map[string]bool // files loaded by Code.require_file
	options       term.Term       // compiler options, a keyword list
}

// A quotedBlock is the unevaluated body of a module.
type quotedBlock struct {
	job  *job
	env  lexical.Env
	meta term.Term
	body term.Term
	vars []*lexical.Binding
}

// A job is one request to the compiler.
type job struct {
	leader term.Term
	// file is the source being loaded. parent is the job that needs it.
	file   string
	text   string // text of an embedded file
	parent *job
	lazy   bool
	task   *compileTask
	quiet  bool
	// base is the folder of the file's relative name, or "" for the working directory.
	base string
	// collect receives the diagnostics. It may be nil.
	collect *collector
	// anonymous marks a job caused by a call of an unloaded module.
	anonymous bool
}

// of returns a job like j that compiles a file.
func (j job) of(task *compileTask, file string) *job {
	j.task, j.file = task, file
	return &j
}

// env returns the initial environment of a file.
func (j *job) env(file string) *lexical.Env {
	e := lexical.NewEnv(file, 1)
	e.Base = j.base
	return e
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
		defer s.pending.begin()()
		s.ensureLoaded(&job{parent: s.jobOf(p), anonymous: true}, mod)
		return nil
	}
	s.registerNatives()
	s.addOwnSources()
	return s
}

// firstCounter is the first unique integer of the BEAM. Counters identify the variables of macro
// expansions.
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

// moduleState returns a module that is being defined or compiled lazily, or nil.
func (s *Server) moduleState(mod term.Atom) *module {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.defined[mod]; m != nil {
		return m
	}
	return s.lazy[mod]
}

// loaded reports whether mod is loaded with Elixir code.
func (s *Server) loaded(mod term.Atom) bool {
	md := s.m.Module(mod)
	return md != nil && !md.Native
}

// structure returns the struct of mod, or nil if it has none.
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

// structDefined returns the struct of a module being defined, or nil before its defstruct.
func (s *Server) structDefined(mod term.Atom) *expand.Struct {
	m := s.definedModule(mod)
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.structure
}

// writtenStruct returns the struct of a module with a hand-written __struct__/0.
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

// exportsOf returns the functions and macros of a module.
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

// diagnose prints a diagnostic to the error output of the compiling process.
func (s *Server) diagnose(j *job, d *diagnostic.Diagnostic) {
	if j.quiet && d.Severity == "warning" || j.ofTask().quiet() {
		return
	}
	if c := j.collector(); c != nil && !c.told(d) {
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

// writeError prints text to :standard_error by the Erlang I/O protocol, as a process with the job's
// group leader.
func (s *Server) writeError(j *job, text string) {
	if pid := s.m.WhereIs(aStandardError); pid.Pid() != nil {
		_, err := s.m.CallWith(vm.SpawnOpts{Quiet: true, GroupLeader: j.leader}, func(p *vm.Process) vm.Step {
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

// text formats a quoted form as source code.
func (s *Server) text(t term.Term) string { return syntax.Format(t) }

// sourceLine returns line n of a file. It prefers the text being compiled to the file on disk.
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

// call calls a function of Elixir code for the expander and waits for the result.
func (s *Server) call(j *job, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return s.within(j, func(p *vm.Process) vm.Step {
		return p.TailApply(mod, fn, args...)
	})
}

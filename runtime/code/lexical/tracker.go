package lexical

import (
	"sort"
	"sync"
	"sync/atomic"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A Tracker records the use of a file's aliases and imports. Environments that leave the compiler
// as %Macro.Env{} carry its number, so that lookups by macros count as uses.
type Tracker struct {
	id      int64
	mu      sync.Mutex
	aliases map[term.Atom]*unused
	imports map[term.Atom]*unusedImport
}

// An unused is an alias or import, with its metadata, that may still be used.
type unused struct {
	name term.Atom
	meta term.Term
	used bool
}

type unusedImport struct {
	unused
	// only holds the names in `only:`. Each of them has to be used.
	only []quoted.NameArity
	seen map[quoted.NameArity]bool
}

var (
	trackers  sync.Map // id to *Tracker
	trackerID atomic.Int64
)

// NewTracker returns the tracker of a file. Close releases it.
func NewTracker() *Tracker {
	t := &Tracker{id: trackerID.Add(1), aliases: map[term.Atom]*unused{}, imports: map[term.Atom]*unusedImport{}}
	trackers.Store(t.id, t)
	return t
}

func (t *Tracker) Close() { trackers.Delete(t.id) }

func (t *Tracker) term() term.Term {
	if t == nil {
		return term.Nil
	}
	return term.Int(t.id)
}

func trackerFrom(t term.Term) *Tracker {
	n, ok := t.AsInt()
	if !ok {
		return nil
	}
	v, _ := trackers.Load(n)
	found, _ := v.(*Tracker)
	return found
}

// Alias records an alias. warn is false if the alias may stay unused.
func (t *Tracker) Alias(name term.Atom, meta term.Term, warn bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aliases[name] = &unused{name: name, meta: meta, used: !warn}
}

func (t *Tracker) useAlias(name term.Atom) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.aliases[name]; a != nil {
		a.used = true
	}
}

// Import records an import. warn is false if the import may stay unused.
func (t *Tracker) Import(mod term.Atom, meta term.Term, only []quoted.NameArity, warn bool) {
	if t == nil || mod == quoted.AKernel {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.imports[mod] = &unusedImport{unused: unused{name: mod, meta: meta, used: !warn}, only: only, seen: map[quoted.NameArity]bool{}}
}

// UseImport records a lookup of a name of mod.
func (t *Tracker) UseImport(mod term.Atom, n quoted.NameArity) {
	if t == nil || mod == quoted.AKernel {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := t.imports[mod]; i != nil {
		i.seen[n] = true
	}
}

// An Unused is an alias or import without a use.
type Unused struct {
	Name term.Atom
	// Function is the unused function of a module from which other functions are used. It is nil
	// if the whole import is unused.
	Function *quoted.NameArity
	Meta     term.Term
}

// Unused returns the unused aliases and imports, in the order of the file.
func (t *Tracker) Unused() (aliases, imports []Unused) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range t.aliases {
		if !a.used {
			aliases = append(aliases, Unused{Name: a.name, Meta: a.meta})
		}
	}
	for _, i := range t.imports {
		switch {
		case i.used:
		case len(i.seen) == 0:
			imports = append(imports, Unused{Name: i.name, Meta: i.meta})
		default:
			for _, n := range i.only {
				if !i.seen[n] {
					imports = append(imports, Unused{Name: i.name, Function: &n, Meta: i.meta})
				}
			}
		}
	}
	inOrder(aliases)
	inOrder(imports)
	return aliases, imports
}

func inOrder(us []Unused) {
	sort.SliceStable(us, func(i, j int) bool {
		a, b := us[i], us[j]
		if la, lb := quoted.LineOf(a.Meta), quoted.LineOf(b.Meta); la != lb {
			return la < lb
		}
		if a.Name != b.Name {
			return a.Name.String() < b.Name.String()
		}
		return a.Function != nil && b.Function != nil && a.Function.String() < b.Function.String()
	})
}

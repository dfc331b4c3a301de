package code

import (
	"slices"

	"lab/runtime/code/compile"
	"lab/runtime/vm"
)

// This file numbers the closures of lazily compiled modules.

func (m *module) nextPlace() uint32 {
	m.places++
	return m.places
}

// enrolLate numbers the closures of a module whose functions are compiled on their first call.
func (m *module) enrolLate(text string) {
	m.unit.Closures = vm.NewClosures(sourceDigest(m.name, text))
	m.unit.Closures.Compile = m.compileClosure
	m.unit.PlaceOf = func(k compile.Key) (uint32, bool) {
		for _, d := range m.order { // m.mu is held while a function is compiled
			if d.callName() == k.Name && d.callArity() == k.Arity {
				return d.place, true
			}
		}
		return 0, false
	}
}

// compileClosure compiles the function to which a closure index belongs: the function that contains
// the closure, or the function that is captured.
func (m *module) compileClosure(index uint32) error {
	m.mu.Lock()
	i := slices.IndexFunc(m.order, func(d *definition) bool { return d.place == index>>compile.PlaceBits })
	if i < 0 {
		m.mu.Unlock()
		return nil
	}
	d := m.order[i]
	if index&compile.CaptureSlot == compile.CaptureSlot {
		m.unit.Capture(d.callName(), d.callArity())
		m.mu.Unlock()
		return nil
	}
	m.mu.Unlock()
	_, err := m.compileLater(&job{lazy: true, quiet: true}, d)
	return err
}

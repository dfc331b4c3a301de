package vm

// Announced returns the number of bytes that p has announced so far (Need).
func (p *Process) Announced() int64 { return p.made.Load() + int64(p.asked) }

// Leaves returns the functions in Go that call no others.
func (m *Machine) Leaves() (list []*Func) {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	for _, f := range m.code.natives {
		if f.Leaf != nil {
			list = append(list, f)
		}
	}
	return list
}

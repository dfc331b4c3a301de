package term

// Map is a persistent map.
type Map struct{ keys, vals []Term }

func NewMap() *Map                     { return &Map{} }
func (m *Map) Len() int                { return len(m.keys) }
func (m *Map) Get(k Term) (Term, bool) { panic("BUG: being written") }
func (m *Map) Put(k, v Term) *Map      { panic("BUG: being written") }
func (m *Map) Delete(k Term) *Map      { panic("BUG: being written") }

// Each calls f for every pair in order until f returns false.
func (m *Map) Each(f func(k, v Term) bool) { panic("BUG: being written") }

package data

import (
	"slices"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// sortTerms sorts elems with cmp. The sort is stable. It merges with a buffer, which takes fewer
// comparisons than sorting in place.
func sortTerms(p *vm.Process, elems []term.Term, cmp func(a, b term.Term) int) {
	if len(elems) < 2 || sorted(elems, cmp) {
		return
	}
	merging{p, cmp, few, insertionSort}.run(elems)
}

func sorted(elems []term.Term, cmp func(a, b term.Term) int) bool {
	for i := 1; i < len(elems); i++ {
		if cmp(elems[i-1], elems[i]) > 0 {
			return false
		}
	}
	return true
}

// few is the length up to which elements are sorted by insertion.
const few = 12

// A merging sorts parts of up to small elements with part, and merges them. It handles signals from
// time to time.
type merging struct {
	p     *vm.Process
	cmp   func(a, b term.Term) int
	small int
	part  func(elems []term.Term, cmp func(a, b term.Term) int)
}

func (m merging) run(elems []term.Term) {
	if len(elems) <= m.small {
		m.part(elems, m.cmp)
		return
	}
	m.sort(elems, make([]term.Term, len(elems)/2))
}

// sort sorts elems with a buffer of half their number.
func (m *merging) sort(elems, buf []term.Term) {
	if len(elems) <= m.small {
		m.part(elems, m.cmp)
		return
	}
	mid := len(elems) / 2
	m.sort(elems[:mid], buf)
	m.sort(elems[mid:], buf)
	m.p.Work(len(elems))
	if m.cmp(elems[mid-1], elems[mid]) <= 0 {
		return
	}
	left := buf[:mid]
	copy(left, elems[:mid])
	i, j := 0, mid
	for k := 0; i < mid; k++ {
		if j < len(elems) && m.cmp(left[i], elems[j]) > 0 {
			elems[k] = elems[j]
			j++
		} else {
			elems[k] = left[i]
			i++
		}
	}
}

func insertionSort(elems []term.Term, cmp func(a, b term.Term) int) {
	for i := 1; i < len(elems); i++ {
		e, j := elems[i], i
		for ; j > 0 && cmp(elems[j-1], e) > 0; j-- {
			elems[j] = elems[j-1]
		}
		elems[j] = e
	}
}

// manyIntegers is the number of integers from which signals are handled while they are sorted.
const manyIntegers = 1 << 14

// sortPlain sorts in the standard order of terms.
func sortPlain(p *vm.Process, elems []term.Term) {
	for _, e := range elems {
		if !e.IsSmall() {
			sortTerms(p, elems, term.Compare)
			return
		}
	}
	// Equal integers are identical, so the sort need not be stable.
	merging{p, func(a, b term.Term) int {
		switch x, y := a.Small(), b.Small(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}, manyIntegers, slices.SortFunc[[]term.Term]}.run(elems)
}

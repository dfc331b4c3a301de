package data

import (
	"slices"

	"lab/runtime/term"
)

// sortTerms sorts elems with cmp. The sort is stable. It merges with a buffer, which takes fewer
// comparisons than sorting in place.
func sortTerms(elems []term.Term, cmp func(a, b term.Term) int) {
	if len(elems) < 2 || sorted(elems, cmp) {
		return
	}
	if len(elems) <= few {
		insertionSort(elems, cmp)
		return
	}
	mergeSort(elems, make([]term.Term, len(elems)), cmp)
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

func mergeSort(elems, buf []term.Term, cmp func(a, b term.Term) int) {
	if len(elems) <= few {
		insertionSort(elems, cmp)
		return
	}
	mid := len(elems) / 2
	mergeSort(elems[:mid], buf[:mid], cmp)
	mergeSort(elems[mid:], buf[mid:], cmp)
	if cmp(elems[mid-1], elems[mid]) <= 0 {
		return
	}
	left := buf[:mid]
	copy(left, elems[:mid])
	i, j := 0, mid
	for k := 0; i < mid; k++ {
		if j < len(elems) && cmp(left[i], elems[j]) > 0 {
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

// sortPlain sorts in the standard order of terms.
func sortPlain(elems []term.Term) {
	for _, e := range elems {
		if !e.IsSmall() {
			sortTerms(elems, term.Compare)
			return
		}
	}
	// Equal integers are identical, so the sort need not be stable.
	slices.SortFunc(elems, func(a, b term.Term) int {
		switch x, y := a.Small(), b.Small(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

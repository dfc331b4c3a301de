package term

// This file joins the elements of a collection into one document.

// breaking is how a container breaks its lines.
type breaking int

const (
	strict breaking = iota // one element on each line, if one line is not enough
	flex                   // as many elements on each line as fit
	maybe                  // flex if all elements are plain text, else strict
)

// A frame holds the delimiters and the separator of a collection.
type frame struct {
	left, comma, right doc
	width              int // of left
	how                breaking
}

// breakingOf resolves maybe to flex or strict.
func (f frame) breakingOf(docs []doc) breaking {
	if f.how != maybe {
		return f.how
	}
	for _, d := range docs {
		if !plain(d) {
			return strict
		}
	}
	return flex
}

// container joins docs. tail is the document of an improper list's tail, or nil.
func (f frame) container(docs []doc, tail doc) doc {
	if len(docs) == 0 {
		return docCons{f.left, f.right}
	}
	how := f.breakingOf(append(docs[:len(docs):len(docs)], tail))
	last := len(docs) - 1
	joined := docs[last]
	if tail != nil {
		joined = concat(joined, docText(" |"), docBreak{" ", how == flex}, tail)
	}
	for i := last - 1; i >= 0; i-- {
		joined = concat(docs[i], f.comma, docBreak{" ", how == flex}, joined)
	}
	if how == flex {
		return docGroup{inner: concat(f.left, docNest{inner: joined, by: f.width}, f.right)}
	}
	return docGroup{inner: concat(docNest{inner: concat(f.left, docBreak{}, joined), by: 2}, docBreak{}, f.right)}
}

// plain reports whether d is text without structure.
func plain(d doc) bool {
	switch d := d.(type) {
	case nil, docText, docSized:
		return true
	case docCons:
		return plain(d.left) && plain(d.right)
	}
	return false
}

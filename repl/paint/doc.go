// Package paint is what the screens have in common: the colours for a light and
// a dark terminal, text wrapped and set off, boxes, and a box laid over the rest.
// It imports nothing of lab.
package paint

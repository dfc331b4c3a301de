// Package paint is what the screens have in common: the colours for a light and
// a dark terminal, text wrapped and set off, boxes, and a box laid over the rest.
// Of lab it imports only what it shows.
package paint

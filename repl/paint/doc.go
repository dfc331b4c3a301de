// Package paint holds the drawing code that the screens share: colour themes for light and dark
// terminals, wrapped text, boxes, and overlays.
//
// The package imports only the packages of lab whose data it renders.
//
// Start reading in theme.go.
package paint

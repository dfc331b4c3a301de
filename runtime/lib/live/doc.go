// Package live has Phoenix.LiveView, components and HEEx, and the client that is sent
// to browsers (client/).
//
// Start reading in live_view.ex; subject.go lists what is in Go.
package live

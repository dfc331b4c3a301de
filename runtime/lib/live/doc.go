// Package live implements Phoenix.LiveView, components and HEEx, and embeds the client for
// browsers (client/).
//
// Start reading in live_view.ex. subject.go lists the modules with functions in Go.
package live

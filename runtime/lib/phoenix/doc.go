// Package phoenix has Phoenix without views that live: endpoint, router, controller,
// PubSub, channels.
//
// Start reading in endpoint.ex; subject.go lists what is in Go.
package phoenix

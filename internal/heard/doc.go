// Package heard tests message listening on real nodes. It checks which messages are reported as
// delivered, which as lost and why, and that a flood of messages stays within its cost limit.
//
// Start reading in heard_test.go.
package heard

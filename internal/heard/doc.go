// Package heard tests on real nodes that what their processes say is told and put together:
// what arrives, what is lost and why, and that a flood costs no more than it may.
package heard

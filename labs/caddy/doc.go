// Package caddy runs Caddy, the reverse proxy in front of the nodes of labs 8 and
// on, as a child.
//
// Caddy is a program of its own (the nested module lab-caddy/), so that nodes stay
// light. This package finds one or builds it (find.go), changes what a
// configuration says so that it stays on this machine and out of the user's home
// (config.go), and runs it under a guard that ends it when we end, however that
// happens (run.go, guard.go).
//
// The package imports labs/ports. Start reading in run.go.
package caddy

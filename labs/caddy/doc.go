// Package caddy runs Caddy as a child process. Caddy is the reverse proxy in front of the nodes
// from lab 8 on.
//
// Caddy is a separate program (the nested module lab-caddy/), so that nodes stay small. This
// package finds or builds it (find.go), confines a configuration to this machine and to its own
// folder (config.go), and runs it under a guard that ends it when lab ends in any way (run.go,
// guard.go).
//
// The package imports labs/ports. Start reading in run.go.
package caddy

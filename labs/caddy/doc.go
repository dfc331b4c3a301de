// Package caddy runs Caddy as a child process. Caddy is the reverse proxy in front of the nodes
// from lab 8 on.
//
// Caddy is a separate program (the nested module lab-caddy/), so that nodes stay small. This
// package finds or builds Caddy (find.go). It confines a configuration to this machine and to the
// configuration's own folder (config.go). It runs Caddy under a guard, which ends Caddy when lab
// ends for any reason (run.go, guard.go).
//
// The package imports labs/ports. Start reading in run.go.
package caddy

// Lab-caddy is Caddy with exactly its standard modules.
//
// It is a separate Go module, so that Caddy's dependencies do not become dependencies of lab. The
// program lab (package labs/caddy) finds this program, runs it, and decides what a configuration
// may ask of it.
package main

import (
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"
)

func main() { caddycmd.Main() }

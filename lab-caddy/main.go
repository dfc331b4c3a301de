// Lab-caddy is Caddy with all of its standard modules, and no other.
//
// It is a module of its own, so that what Caddy requires does not become what lab
// requires. The program lab (package labs/caddy) finds it and runs it, and decides what a
// configuration may ask of it.
package main

import (
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"
)

func main() { caddycmd.Main() }

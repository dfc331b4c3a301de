package code

import (
	_ "embed"
)

// This file embeds the Elixir source of modules about code.

//go:embed elixir/env.ex
var envSource string

//go:embed elixir/dbg.ex
var dbgSource string

//go:embed elixir/protocol.ex
var protocolSource string

func (s *Server) addOwnSources() {
	s.AddSource([]string{"Macro.Env", "Inspect.Macro.Env"}, func() (string, string) { return "lib/macro/env.ex", envSource })
	s.AddSource([]string{"Macro.Dbg"}, func() (string, string) { return "lib/macro/dbg.ex", dbgSource })
	s.AddSource([]string{"Protocol"}, func() (string, string) { return "lib/protocol.ex", protocolSource })
}

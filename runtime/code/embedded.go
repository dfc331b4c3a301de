package code

import (
	_ "embed"
)

// This file embeds the modules about code that are written in Elixir.

//go:embed elixir/macro.ex
var macroSource string

//go:embed elixir/protocol.ex
var protocolSource string

func (s *Server) addOwnSources() {
	s.AddSource([]string{"Macro", "Macro.Env"}, func() (string, string) { return "lib/macro.ex", macroSource })
	s.AddSource([]string{"Protocol"}, func() (string, string) { return "lib/protocol.ex", protocolSource })
}

package grade

import (
	"testing"

	"lab/internal/shipped"
	"lab/labs/catalogue"
)

// TestBootMistake checks that only errors of children get the hints about children.
func TestBootMistake(t *testing.T) {
	const stop = "** (Mix) Could not start application phoenix_hello: "
	const raised = stop + "exited in: PhoenixHello.Application.start(:normal, [])\n    ** (EXIT) an exception was raised:\n"
	const ours = "        (phoenix_hello 0.1.0) lib/phoenix_hello/application.ex:8: PhoenixHello.Application.start/2\n" +
		"        (kernel 8.5.3) lib/erl_application.ex:400: :application.started/2\n"
	const supervisor = "        (elixir 1.18.4) lib/supervisor.ex:71: Supervisor.init_child/1\n" +
		"        (kernel 8.5.3) lib/erl_application.ex:400: :application.started/2\n"
	for _, c := range []struct{ id, said, want string }{
		{"7", raised + "    ** (ArgumentError) could not fetch application environment :topologies\n" + ours, catalogue.MistakeStart},
		{"7", raised + "    ** (UndefinedFunctionError) function Topology.all/0 is undefined\n" + ours, catalogue.MistakeStart},
		{"7", raised + "    ** (ArgumentError) supervisors expect each child to be one of the following:\n" + supervisor, "bad_options"},
		{"7", raised + "    ** (ArgumentError) The module ClusterSupervisor was given as a child to a supervisor but it does not exist\n" + supervisor, "unknown_module"},
		{"7", stop + "PhoenixHello.Application.start(:normal, []) returned an error: shutdown: failed to start child: Cluster.Supervisor\n" +
			"    ** (EXIT) an exception was raised:\n    ** (ArgumentError) The module Epmd was given as a child to a supervisor but it does not exist\n" + supervisor, "no_strategy"},
		{"6", raised + "    ** (MatchError) no match of right hand side value: {:error, {:already_started, self}}\n" + ours, "started_twice"},
		{"quorum", "== Compilation error in file lib/a.ex ==\n** (ArgumentError) cannot invoke def/2 outside module", ""},
		{"8", raised + "    ** (KeyError) key :horde not found in: %{}\n" + ours, catalogue.MistakeStart},
		{"8", raised + "    ** (ArgumentError) supervisors expect each child to be one of the following:\n" + supervisor, ""},
	} {
		l, err := examOf(shipped.Lab(t, c.id))
		if err != nil {
			t.Fatal(err)
		}
		if got := bootMistake(l, c.said); got != c.want {
			t.Errorf("lab %s: %q, want %q:\n%s", c.id, got, c.want, c.said)
		}
	}
}

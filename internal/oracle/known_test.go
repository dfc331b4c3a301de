package oracle

import (
	"slices"
	"testing"
)

// A difference is an answer in which lab is known to differ, with the reason. If the answer no
// longer differs, the tests fail, so that the entry is removed from the list.
type difference struct {
	recording, pane string
	prompt, typed   string
	lab             []string // lab's answer
	moves           int      // the difference of the prompt's counter afterwards
	why             string
}

// noBreak is the reason for the missing BREAK menu.
const noBreak = "Ctrl-C interrupts or, when pressed twice, leaves: the menu of the emulator is not there"

// start is the pseudo line for output before the first prompt.
const start = "its start"

var known = []difference{
	{
		"c04", "node3", "iex(node3@localhost)3>",
		`System.cmd("sh", ["-c", "ls -l ~/.erlang.cookie; wc -c ~/.erlang.cookie; cat ~/.erlang.cookie"]) |> elem(0) |> IO.puts`,
		[]string{`** (RuntimeError) System.cmd/3 is not part of lab: programs here cannot run "sh"`, "    iex:3: (file)"},
		-1, "programs in a lab start no others",
	},
	{"a05", "node1", "iex(node1@localhost)24>", "i Enum", []string{
		"Term", "  Enum", "Data type", "  Atom", "Module bytecode", "", "Source", "",
		"Description", "  Use h(Enum) to access its documentation.", "  Call Enum.module_info() to access metadata.",
		"Raw representation", `  :"Elixir.Enum"`, "Reference modules", "  Module, Atom",
		"Implemented protocols", "  IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars",
	}, 0, "lab's library has no BEAM files, and so no versions and no options of Erlang's compiler"},
	{"a05", "node1", "iex(node1@localhost)35>", `cd ".."`, []string{
		"Could not change to ..: permission denied (outside of HERE, the only folder that programs of this node can use: copy it there, or start the node in a folder above)",
	}, 0, "programs see the files of their folder"},
	{"a05", "node1", "iex(node1@localhost)37>", `cd "work"`, []string{"No directory work"}, 0, "it is there already"},
	{"a05", "node1", "iex(node1@localhost)47>", `c "bad.ex"`, []string{
		`    error: undefined variable "y"`,
		"    │",
		"  4 │     undefined_thing(y)",
		"    │                     ^",
		"    │",
		"    └─ bad.ex:4:21: Bad.a/0",
		"",
		`    warning: variable "x" is unused (if the variable is not meant to be used, prefix it with an underscore)`,
		"    │",
		"  3 │     x = 1",
		"    │     ~",
		"    │",
		"    └─ bad.ex:3:5: Bad.a/0",
		"",
		"",
		"== Compilation error in file bad.ex ==",
		"** (CompileError) bad.ex: cannot compile module Bad (errors have been logged)",
		"",
		"** (CompileError) compile error",
		"    iex:47: (file)",
	}, 0, "lab tells of errors as it finds them, and of unused variables at the end of their function"},
	{"a05", "node1", "iex(node1@localhost)50>", "pid(0,1,0) |> Process.alive?()", []string{"false"}, 0, "there are no processes of Erlang's start"},
	{"a05", "node1", "iex(node1@localhost)62>", "runtime_info", []string{
		"## System and architecture", "Elixir version       1.18.4", "Erlang/OTP version   25", "ERTS version         13.1.5",
		"Compiled for", "Schedulers", "Schedulers online", "## Memory", "Processes", "Total",
		"## Statistics / limits", "Uptime", "Run queue", "Atoms", "ETS", "Ports", "Processes",
		"Showing topics:      [:system, :memory, :limits]", "Additional topics:   [:applications]",
		"To view a specific topic call runtime_info(topic)",
	}, 0, "lab has no allocators, and counts the memory of processes and of all"},
	{"a06", "node1", "iex(node1@localhost)11>", ":global.", []string{
		"del_lock/1              del_lock/2              disconnect/0",
		"notify_all_name/3       random_exit_name/3      random_notify_name/3",
		"re_register_name/2      re_register_name/3      register_name/2",
		"register_name/3         registered_names/0      send/2",
		"set_lock/1              set_lock/2              set_lock/3",
		"sync/0                  trans/2                 trans/3",
		"trans/4                 unregister_name/1       whereis_name/1",
	}, 0, "the process behind Erlang's :global has functions that are no one else's to call"},
	{"a06", "node1", "iex(node1@localhost)33>", "1", []string{"1"}, 0, noBreak},
	{"a06", "node1", "iex(node1@localhost)34>", "2", []string{"2"}, 0, noBreak},
	{"a06", "node1", "iex(node1@localhost)35>", "3", []string{"3"}, -1, "lab has no job control behind Ctrl-G"},
	{"a06", "node1", "iex(node1@localhost)37>", "5", []string{"5"}, 0, noBreak},
	{"a08", "noname", "", start, []string{"Missing argument(s) for '-sname'."}, 0, "lab takes other flags than erl"},
}

// expected replaces the recorded answers by lab's answers where they are known to differ.
func expected(t *testing.T, recording, pane string, segs []segment) {
	t.Helper()
	for _, d := range known {
		if d.recording != recording || d.pane != pane {
			continue
		}
		i := slices.IndexFunc(segs, func(s segment) bool { return s.prompt == d.prompt && s.typed == d.typed })
		if i < 0 {
			t.Fatalf("%s, on %s: nobody typed %s %s", recording, pane, d.prompt, d.typed)
		}
		if same(settled(segs[i].out), settled(d.lab)) {
			t.Errorf("%s, on %s: %s %s is not a difference", recording, pane, d.prompt, d.typed)
		}
		segs[i].out = d.lab
		for j := i + 1; j < len(segs); j++ {
			segs[j] = segs[j].moved(d.moves)
		}
	}
}

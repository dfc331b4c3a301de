package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused calls functions on processes with invalid arguments.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`(case :timer.apply_after(9000, IO, :puts, [""]) do {:ok, {:once, t}} -> is_reference(t) end)`: `true`,
		`(case :timer.send_interval(9000, :x) do {:ok, {:interval, t}} -> is_reference(t) end)`:        `true`,
		`(case :gen_event.start_monitor() do {:ok, {p, r}} -> {is_pid(p), is_reference(r)} end)`:       `{true, true}`,
		`:gen_server.cast("a", 1)`:                 `{FunctionClauseError, "no function clause matching in :gen_server.cast/2"}`,
		`:gen_server.abcast("a", 1)`:               `{FunctionClauseError, "no function clause matching in :gen_server.abcast/2"}`,
		`System.get_env("A", 3)`:                   `{FunctionClauseError, "no function clause matching in System.get_env/2"}`,
		`System.put_env("A", 3)`:                   `{FunctionClauseError, "no function clause matching in System.put_env/2"}`,
		`Process.monitor(7)`:                       `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a pid\n"}`,
		`Process.send_after(7, :m, 1)`:             `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a pid or an atom\n"}`,
		`Process.send_after(self(), :m, "7")`:      `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not an integer\n"}`,
		`Process.send_after(self(), :m, -7)`:       `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n"}`,
		`Process.send_after(self(), :m, 2 ** 70)`:  `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: exceeds the maximum supported time value\n"}`,
		`Process.alias([:seven])`:                  `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: invalid option in list\n"}`,
		`Process.demonitor(make_ref(), [:seven])`:  `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: invalid option in list\n"}`,
		`Process.cancel_timer(make_ref(), :seven)`: `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a list\n"}`,
		`Process.spawn(fn -> 7 end, [:seven])`:     `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: invalid spawn option\n"}`,
		`Process.spawn(fn -> 7 end, :link)`:        `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a list\n"}`,
		`is_pid(Process.spawn(fn -> 7 end, [:link, priority: :low, max_heap_size: 7000]))`: `true`,
		`System.unique_integer([:seven])`:                                                  `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: invalid modifier\n"}`,
		`IO.puts(:seven, "page")`:                                                          `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: the device does not exist\n"}`,
		`IO.read(:seven, :line)`:                                                           `{:error, :arguments}`,
		`IO.read(self(), :line)`:                                                           `{:error, :calling_self}`,
		`Application.load(nil)`:                                                            `{:error, {~c"no such file or directory", ~c"nil.app"}}`,
		`Registry.meta(:seven, :size)`:                                                     `{ArgumentError, "unknown registry: :seven. Either the registry name is invalid or the registry is not running, possibly because its application isn't started"}`,
		`Registry.lock(:seven, 7, fn -> 8 end)`:                                            `{ArgumentError, "unknown registry: :seven"}`,
		`Registry.select(:seven, [:page])`:                                                 `{ArgumentError, "invalid match specification in Registry.select/2: [:page]"}`,
		`Process.group_leader(self(), nil)`:                                                `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a pid\n"}`,
		`Process.group_leader(7, self())`:                                                  `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a pid\n"}`,
		`Process.unregister("seven")`:                                                      `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a pid\n"}`,
		`Process.flag(:trap_exit, 7)`:                                                      `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: invalid value for this process flag\n"}`,
		`spawn(7)`:                                                                         `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a fun\n"}`,
		`is_pid(spawn(fn _ -> 7 end))`:                                                     `true`,
		`Function.info(7)`:                                                                 `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a fun\n"}`,
		`Function.info(&length/1, :seven)`:                                                 `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: invalid item\n"}`,
		`Function.capture("String", :length, 1)`:                                           `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not an atom\n"}`,
		`Function.capture(String, :length, -1)`:                                            `{ArgumentError, "errors were found at the given arguments:\n\n  * 3rd argument: out of range\n"}`,
		`:queue.len(7)`:                                                                    `{ArgumentError, "argument error"}`,
		`:queue.in(7, 7)`:                                                                  `{ArgumentError, "argument error"}`,
		`:queue.get({7})`:                                                                  `{ArgumentError, "argument error"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

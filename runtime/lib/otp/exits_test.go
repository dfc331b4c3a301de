package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestExits checks exit reasons, their texts, and the effects of an exit on other processes. The
// values are those of OTP and Elixir 1.18.
func TestExits(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"managers", `for args <- [[:gone, :h, :q], [:gone, :h, :q, 50]], do: (try do apply(:gen_event, :call, args) catch :exit, r -> r end)`,
			`[noproc: {:gen_event, :call, [:gone, :h, :q]}, noproc: {:gen_event, :call, [:gone, :h, :q, 50]}]`},
		{"supervisors", `for r <- [{:bad_return, {P, :init, 7}}, {:start_spec, {:invalid_modules, 7}}, {:start_spec, 7}, {:bad_start_spec, [:p]}, {:EXIT, 7}], do: Exception.format_exit(r)`,
			`["P.init/1 returned a bad value: 7", "bad child specification, invalid modules: 7. Must be a list of atoms or :dynamic.", "bad child specification, got: 7", "bad child specification, invalid children: [:p]", "{:EXIT, 7}"]`},
		{"children that are no list", `(Process.flag(:trap_exit, true)
			defmodule Childless do
				def init(specs), do: {:ok, {{:one_for_one, 1, 1}, specs}}
			end
			{:error, reason} = :supervisor.start_link(Childless, :four)
			Exception.format_exit(reason))`, `"bad child specification, invalid children: :four"`},
		{"a child whose module is not an atom", `{:supervisor.check_childspecs([%{id: :c, start: {M, :f, []}, modules: [M, 3]}]), Exception.format_exit({:start_spec, {:invalid_module, 3}})}`,
			`{{:error, {:invalid_module, 3}}, "bad child specification, invalid module: 3. Must be an atom."}`},
		{"a change of code that fails", `({:ok, pid} = Agent.start_link(fn -> 5 end)
			:ok = :sys.suspend(pid)
			answers = for {m, f, a} <- [{:erlang, :throw, []}, {:erlang, :exit, []}], do: :sys.change_code(pid, Agent.Server, "1", {m, f, a})
			{:error, {:EXIT, {reason, [_ | _]}}} = :sys.change_code(pid, Agent.Server, "1", {:erlang, :error, []})
			:ok = :sys.resume(pid)
			{answers, reason, Agent.get(pid, & &1)})`, `{[error: 5, error: {:EXIT, 5}], 5, 5}`},
		{"parallel dispatch", `(
			Process.flag(:trap_exit, true)
			{:ok, _} = Registry.start_link(keys: :duplicate, name: Reg, partitions: 3)
			for n <- 1..2, do: Registry.register(Reg, :k, n)
			me = self()
			own = Registry.dispatch(Reg, :k, fn entries -> send(me, {:values, self() == me, Enum.sort(for {_, v} <- entries, do: v)}) end, parallel: true)
			got = receive do {:values, same?, values} -> {own, same?, values} end
			{got, receive do {:EXIT, _, :normal} -> :told after 0 -> :quiet end})`,
			`{{:ok, false, [1, 2]}, :quiet}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

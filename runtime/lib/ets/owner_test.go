package ets_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestTableOptions compares setopts/2 with that of Erlang/OTP 25. After an error, nothing has
// changed.
func TestTableOptions(t *testing.T) {
	const refused = `{["2nd argument: invalid options"], [:none, :protected, :set, 1]}`
	st := station.Boot(t)
	st.Eval(t, `defmodule Options do
  def set(opts) do
    t = :ets.new(:t, [])
    answer = try do :ets.setopts(t, opts) rescue e in ArgumentError -> e.message |> String.split("  * ") |> tl() |> Enum.map(&String.trim/1) end
    {answer, for(k <- [:heir, :protection, :type, :keypos], do: with(me when me == self() <- :ets.info(t, k), do: :me))}
  end
end`)
	for opts, want := range map[string]string{
		`:set`:                                 refused,
		`:public`:                              refused,
		`{:keypos, 2}`:                         refused,
		`[:bag]`:                               refused,
		`5`:                                    refused,
		`{:write_concurrency, true}`:           refused,
		`[{:heir, self()}]`:                    refused,
		`{:heir, :x}`:                          refused,
		`[{:heir, self(), 1}, :set]`:           refused,
		`[{:heir, self(), 1} | :x]`:            refused,
		`[{:heir, :none}, {:heir, self(), 2}]`: refused,
		`{:protection, :x}`:                    refused,
		`[]`:                                   `{true, [:none, :protected, :set, 1]}`,
		`{:heir, :none}`:                       `{true, [:none, :protected, :set, 1]}`,
		`{:heir, self(), 1}`:                   `{true, [:me, :protected, :set, 1]}`,
		`[{:protection, :public}, {:heir, self(), 1}]`: `{true, [:me, :public, :set, 1]}`,
	} {
		if got := st.Eval(t, "Options.set("+opts+")"); got != want {
			t.Errorf("%s\n got %s\nwant %s", opts, got, want)
		}
	}
}

// TestOwners compares what happens to tables with several owners with Erlang/OTP 25.
func TestOwners(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Owners do
  def ended(pid) do
    m = Process.monitor(pid)
    receive do {:DOWN, ^m, _, _, _} -> :ok end
  end
  def heir(t, from), do: (receive do {:"ETS-TRANSFER", ^t, ^from, data} -> {data, :ets.info(t, :owner) == self(), :ets.info(t, :heir) == self()} end)
  def waiting, do: spawn(fn -> receive do :go -> :ok end end)
end
`)
	for src, want := range map[string]string{
		`t = :ets.new(:a, [{:heir, self(), :data}]); p = Owners.waiting(); :ets.give_away(t, p, 1); send(p, :go); Owners.heir(t, p)`:                                                                                        `{:data, true, true}`,
		`t = :ets.new(:b, [:named_table]); p = Owners.waiting(); :ets.give_away(t, p, 1); send(p, :go); Owners.ended(p); {t in :ets.all(), :ets.info(t), :ets.new(:b, [:named_table])}`:                                     `{false, :undefined, :b}`,
		`me = self(); p = spawn(fn -> send(me, {:t, :ets.new(:c, [{:heir, me, :data}])}) end); t = receive do {:t, t} -> t end; Owners.heir(t, p)`:                                                                          `{:data, true, true}`,
		`me = self(); p = spawn(fn -> receive do {_, t, _, _} -> :ets.setopts(t, {:heir, me, :again}) end end); t = :ets.new(:d, []); :ets.give_away(t, p, 1); Owners.heir(t, p)`:                                           `{:again, true, true}`,
		`me = self(); p = spawn(fn -> receive do {_, t, _, _} -> :ets.give_away(t, me, 2) end end); t = :ets.new(:e, []); :ets.give_away(t, p, 1); r = Owners.heir(t, p); Owners.ended(p); {r, :ets.info(t, :owner) == me}`: `{{2, true, false}, true}`,
		`p = Owners.waiting(); send(p, :go); Owners.ended(p); :ets.info(:ets.new(:f, [{:heir, p, 1}]), :heir)`:                                                                                                              `:none`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

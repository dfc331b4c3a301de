package lib_test

import (
	"fmt"
	"testing"

	"lab/runtime/vm"
)

// endless are programs that are in one function of Go for minutes, or for ever, by its
// kind. Each begins with what is made before.
var endless = map[string][2]string{
	"big integers parsed":     {`x = String.duplicate("9", 20_000_000)`, `String.to_integer(x)`},
	"big integers shown":      {`x = Bitwise.bsl(1, 80_000_000)`, `Integer.to_string(x)`},
	"big integers multiplied": {`x = Bitwise.bsl(1, 400_000_000) - 1`, `x * (x - 1)`},
	"big integers divided":    {`x = Bitwise.bsl(1, 200_000_000) - 1; y = Bitwise.bsl(1, 100_000_000) - 3`, `rem(x, y)`},
	"powers":                  {`x = 7`, `Integer.pow(x, 100_000_000)`},
	"expressions compiled":    {`x = String.duplicate("(", 100_000) <> String.duplicate(")", 100_000)`, `Regex.compile(x)`},
	"expressions matched":     {`x = String.duplicate("a", 60) <> "b"`, `Regex.run(~r/^(a+)+$/, x)`},
	"wildcards":               {`x = String.duplicate("**/", 30) <> "*"`, `Path.wildcard("/" <> x)`},
	"shared values flattened": {`x = Enum.reduce(1..60, [1], fn _, a -> [a, a] end)`, `List.flatten(x)`},
	"shared values shown":     {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `inspect(x, limit: :infinity)`},
	"shared values encoded":   {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:erlang.term_to_binary(x)`},
	"shared values hashed":    {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:erlang.phash2(x)`},
	"shared values as JSON":   {`x = Enum.reduce(1..60, [1], fn _, a -> [a, a] end)`, `JSON.encode!(x)`},
	"shared values as iodata": {`x = Enum.reduce(1..60, "", fn _, a -> [a, a] end)`, `IO.iodata_length(x)`},
	"shared values escaped":   {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a, a} end)`, `Macro.escape(x)`},
	"shared values formatted": {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:io_lib.format("~p", [x])`},
	"shared forms as text":    {`x = Enum.reduce(1..60, 1, fn _, a -> {:+, [], [a, a]} end)`, `Macro.to_string(x)`},
	"shared forms compiled":   {`x = Enum.reduce(1..60, 1, fn _, a -> [a, a] end)`, `Code.eval_quoted(x)`},
	"shared values compared":  {`f = fn n -> Enum.reduce(1..n, 1, fn _, a -> {a, a} end) end; x = f.(3_000_000); y = f.(3_000_000)`, `Enum.each(1..1000, fn _ -> x == y end)`},
	"lists sorted":            {`x = Enum.map(1..4_000_000, fn i -> rem(i * 7919, 1_000_003) end)`, `:lists.sort(x ++ x ++ x)`},
	"lists subtracted":        {`x = Enum.to_list(1..300_000)`, `Enum.reduce(1..1000, x, fn _, a -> a -- Enum.reverse(a); a end)`},
	"lists searched":          {`x = List.duplicate(String.duplicate("a", 1_000_000), 3_000_000); y = String.duplicate("a", 999_999) <> "b"`, `:lists.member(y, x)`},
	"binaries searched":       {`x = String.duplicate("a", 40_000_000); y = String.duplicate("a", 40_000) <> "b"`, `:binary.matches(x, y)`},
	"binaries replaced":       {`x = String.duplicate("ab", 20_000_000)`, `String.replace(x, "a", "bb")`},
	"distances of strings":    {`x = String.duplicate("ab", 300_000); y = String.duplicate("ba", 300_000)`, `String.jaro_distance(x, y)`},
	"graphemes":               {`x = String.duplicate("é", 40_000_000)`, `String.length(x)`},
	"strings normalised":      {`x = String.duplicate("é", 40_000_000)`, `String.normalize(x, :nfd)`},
	"JSON decoded":            {`x = "[" <> String.duplicate("1,", 20_000_000) <> "1]"`, `JSON.decode!(x)`},
	"source parsed":           {`x = "[" <> String.duplicate("1,", 10_000_000) <> "1]"`, `Code.string_to_quoted(x)`},
	"keys derived":            {`x = "secret"`, `:crypto.pbkdf2_hmac(:sha256, x, "salt", 2_000_000_000, 32)`},
	"tables selected":         {`t = :ets.new(:t, [:public]); for(i <- 1..1_000_000, do: :ets.insert(t, {i, i})); x = t`, `Enum.each(1..100, fn _ -> :ets.select(x, [{{:"$1", :"$2"}, [{:==, :"$1", -1}], [:"$_"]}]) end)`},
	"macros expanded":         {`x = "defmodule Growing2 do\n defmacro m(0), do: 1\n defmacro m(n), do: quote(do: m(unquote(n - 1)) + m(unquote(n - 1)))\nend\n require Growing2; Growing2.m(40)"`, `Code.eval_string(x)`},
	"numbers as characters":   {`x = Enum.to_list(1..5_000_000)`, `:unicode.characters_to_binary(x)`},
	"lists appended":          {`x = Enum.to_list(1..3_000_000)`, `Enum.reduce(1..1000, x, fn _, a -> a ++ [1] end)`},
}

// TestWhateverRunsIsKilled kills processes in the middle of functions of Go.
func TestWhateverRunsIsKilled(t *testing.T) {
	for what, src := range endless {
		t.Run(what, func(t *testing.T) {
			st := bootWith(t, vm.Config{Workers: 2})
			got := st.eval(t, fmt.Sprintf(`
me = self()
{pid, ref} = spawn_monitor(fn -> %s; send(me, :made); %s end)
receive do :made -> :ok; {:DOWN, ^ref, _, _, why} -> exit(why) end
receive do after 300 -> :ok end
alive = Process.alive?(pid)
t0 = System.monotonic_time(:millisecond)
Process.exit(pid, :kill)
receive do {:DOWN, ^ref, _, _, why} -> {why, alive, System.monotonic_time(:millisecond) - t0} after 20_000 -> :unkillable end`, src[0], src[1]))
			t.Log(got)
		})
	}
}

package kernel_test

import (
	"fmt"
	"testing"

	"lab/runtime/lib/station"
)

func TestExceptionText(t *testing.T) {
	st := station.Boot(t)
	for i, c := range []struct{ src, want string }{
		{`Exception.format_exit(:noproc)`, `"no process: the process is not alive or there's no process currently associated with the given name, possibly because its application isn't started"`},
		{`Exception.format_exit({:timeout, {GenServer, :call, [:a, 1]}})`, `"exited in: GenServer.call(:a, 1)\n    ** (EXIT) time out"`},
		{`Exception.format_exit({:shutdown, {:failed_to_start_child, A, :no}})`, `"shutdown: failed to start child: A\n    ** (EXIT) :no"`},
		{`Exception.format_exit({%RuntimeError{message: "x"}, []})`, `"{%RuntimeError{message: \"x\"}, []}"`},
		{`Exception.format_exit({%RuntimeError{message: "x"}, [{A, :f, 1, [file: ~c"a.ex", line: 2]}]})`, `"an exception was raised:\n    ** (RuntimeError) x\n        a.ex:2: A.f/1"`},
		{`(try do raise(ArgumentError, "x") rescue _ -> __STACKTRACE__ |> hd() |> elem(3) |> Keyword.keys() |> Enum.member?(:error_info) end)`, `false`},
		{`(try do raise("x") rescue _ -> __STACKTRACE__ |> hd() |> elem(3) |> Keyword.get(:error_info) end)`, `%{module: Exception}`},
		{`Exception.format_mfa(A, :"-f/1-fun-0-", 2)`, `"anonymous fn/2 in A.f/1"`},
		{`Exception.format_mfa(:erlang, :+, [1, "a"])`, `":erlang.+(1, \"a\")"`},
		{`Exception.format_banner(:error, {:badmatch, 1})`, `"** (MatchError) no match of right hand side value: 1"`},
		{`is_binary(:elixir_errors.message(%{}))`, `true`},
		{`Exception.format_stacktrace_entry({A, :__FILE__, 1, [file: ~c"iex", line: 3]})`, `"iex:3: (file)"`},
		{`defmodule Told do
	def format_error(:badarg, [{_, _, [_, _], [error_info: %{module: Told}]} | _]), do: %{1 => "not a planet", 2 => "not a moon"}
	def format_error(:lost, _), do: %{general: "no way back"}
end
for r <- [:badarg, :lost, :other], do: Exception.message(Exception.normalize(:error, r, [{Told, :go, [1, 2], [error_info: %{module: Told}]}]))`,
			`["errors were found at the given arguments:\n\n  * 1st argument: not a planet\n  * 2nd argument: not a moon\n", "Erlang error: :lost: no way back", "Erlang error: :other"]`},
		{`Exception.format_error(%ArgumentError{message: "a"}, [])`, `%{general: "a", reason: "#Elixir.ArgumentError"}`},
		{`Enum.to_list(String.splitter("a b", []))`, `["a b"]`},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// TestTraceInFunctions reads __STACKTRACE__ in functions that are defined inside a rescue or catch.
func TestTraceInFunctions(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Page do
  def turn(n) do
    raise "page #{n}"
  rescue
    e in RuntimeError ->
      within = fn -> Enum.map([7], fn n -> {n, e.message, elem(hd(__STACKTRACE__), 1)} end) end
      {within.(), Task.await(Task.async(fn -> elem(hd(__STACKTRACE__), 0) end))}
  end

  def tear do
    throw(:torn)
  catch
    :torn ->
      fn ->
        try do
          String.to_atom(:torn)
        rescue
          _ -> (fn -> elem(hd(__STACKTRACE__), 1) end).()
        end
      end.()
  end
end`)
	for call, want := range map[string]string{
		`Page.turn(7)`: `{[{7, "page 7", :turn}], Page}`,
		`Page.tear()`:  `:binary_to_atom`,
		`try do raise "page" rescue _ -> (fn -> __STACKTRACE__ != [] end).() end`: `true`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s: %s, not %s", call, got, want)
		}
	}
}

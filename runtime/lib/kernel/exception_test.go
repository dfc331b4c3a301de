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
		{`Exception.format_mfa(A, :"-f/1-fun-0-", 2)`, `"anonymous fn/2 in A.f/1"`},
		{`Exception.format_mfa(:erlang, :+, [1, "a"])`, `":erlang.+(1, \"a\")"`},
		{`Exception.format_banner(:error, {:badmatch, 1})`, `"** (MatchError) no match of right hand side value: 1"`},
		{`is_binary(:elixir_errors.message(%{}))`, `true`},
		{`Exception.format_stacktrace_entry({A, :__FILE__, 1, [file: ~c"iex", line: 3]})`, `"iex:3: (file)"`},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

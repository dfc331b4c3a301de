package logger_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

func TestCrashReports(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `Process.flag(:trap_exit, true)
{:ok, a} = Agent.start_link(fn -> 0 end, name: :counter)
try do Agent.update(a, fn n -> n + "x" end) catch :exit, _ -> :ok end`)
	for _, want := range []string{
		" [error] GenServer :counter terminating\n** (ArithmeticError) bad argument in arithmetic expression\n    :erlang.+(0, \"x\")\n",
		"\nState: 0\nClient #PID<",
	} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("no %q in\n%s", want, st.Printed())
		}
	}
}

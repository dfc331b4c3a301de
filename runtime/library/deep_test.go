package library_test

import (
	"runtime/debug"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

// deepPrograms are programs with their results. Most of them build a value that is nested too
// deeply for Go's stack, or let a macro build the value. They then pass the value to a function
// that traverses it. The other programs use a macro that expands to a call of itself.
var deepPrograms = map[string][2]string{
	"an attribute":          {`defmodule A do @a deep.(&{&1}); def f, do: @a end`, "SystemLimitError"},
	"an attribute, later":   {`defmodule A do Module.put_attribute(__MODULE__, :a, deep.(&[&1])); def f, do: @a end`, "SystemLimitError"},
	"colours":               {`inspect(1, syntax_colors: [number: deep.(&[&1])])`, "SystemLimitError"},
	"a pattern of ETS":      {`:ets.match_object(:ets.new(:t, []), deep.(&{&1, &1}))`, "[]"},
	"a key of ETS":          {`t = :ets.new(:t, []); k = deep.(&{&1}); :ets.insert(t, {k}); length(:ets.match_object(t, {k}))`, "SystemLimitError"},
	"a body of ETS":         {`:ets.select(:ets.new(:t, []), [{:"$1", [], [deep.(&%{a: &1})]}])`, "ArgumentError"},
	"a guard of ETS":        {`:ets.select(:ets.new(:t, []), [{:"$1", [deep.(&[&1 | 1])], [1]}])`, "ArgumentError"},
	"a macro of segments":   {`defmodule B do defmacro b, do: quote(do: b()) end; defmodule C do import B; def f(x), do: <<x::b()>> end`, "CompileError"},
	"a macro for in":        {`defmodule D do defmacro d, do: quote(do: D.d()) end; defmodule E do require D; def f(x), do: x in D.d() end`, "CompileError"},
	"what a macro makes":    {`defmodule F do defmacro f, do: Enum.reduce(1..300_000, 1, fn _, a -> {a} end) end; defmodule G do require F; def g, do: F.f() end`, "CompileError"},
	"what Macro.expand has": {`defmodule H do defmacro h, do: quote(do: H.h()) end; require H; Macro.expand(quote(do: H.h()), __ENV__)`, "CompileError"},
}

func TestDeepValuesEndNoNode(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(maxStack))
	st := station.BootWith(t, vm.Config{Workers: 2})
	for what, c := range deepPrograms {
		got := st.Eval(t, `
deep = fn wrap -> Enum.reduce(1..300_000, 1, fn _, a -> wrap.(a) end) end
try do
  Code.eval_string(`+"~S'''\n"+c[0]+"\n'''"+`, deep: deep) |> elem(0)
rescue e -> e.__struct__ end`)
		if got != c[1] {
			t.Errorf("%s: got %s, want %s", what, got, c[1])
		}
	}
}

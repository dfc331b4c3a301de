package exunit_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestDeviceShared checks that several processes can capture the same named device at the same
// time.
func TestDeviceShared(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `me = self()
		spawn(fn ->
			{:ok, io} = StringIO.open("")
			Process.register(io, :standard_error)
			send(me, :registered)
			Process.sleep(:infinity)
		end)
		receive do :registered -> :persistent_term.put(:own, Process.whereis(:standard_error)) end`)
	st.Eval(t, `defmodule Tell do
		def both(inner) do
			import ExUnit.CaptureIO
			capture_io(:stderr, fn ->
				IO.write(:stderr, "a")
				send(self(), {:inner, inner.()})
				IO.write(:stderr, "c")
			end)
		end

		def raised(fun) do
			fun.()
		rescue
			e -> {e.__struct__, e |> Exception.message() |> String.split("\n") |> hd() |> String.slice(0, 50)}
		end
	end`)
	for _, c := range []struct{ name, src, want string }{
		{"outer hears inner", `outer = Tell.both(fn -> ExUnit.CaptureIO.capture_io(:stderr, fn -> IO.write(:stderr, "b") end) end); receive do {:inner, inner} -> {outer, inner} end`, `{"abc", "b"}`},
		{"inner that fails", `Tell.raised(fn -> Tell.both(fn -> ExUnit.CaptureIO.capture_io(:stderr, fn -> raise "no" end) end) end)`, `{RuntimeError, "no"}`},
		{"given back", `Process.whereis(:standard_error) == :persistent_term.get(:own)`, "true"},
		{"second input", `Tell.both(fn -> Tell.raised(fn -> ExUnit.CaptureIO.capture_io(:stderr, [input: "x"], fn -> :ok end) end) end); receive do {:inner, inner} -> inner end`,
			`{ArgumentError, "attempted multiple captures on device :standard_er"}`},
		{"second encoding", `Tell.both(fn -> Tell.raised(fn -> ExUnit.CaptureIO.capture_io(:stderr, [encoding: :latin1], fn -> :ok end) end) end); receive do {:inner, inner} -> inner end`,
			`{ArgumentError, "attempted to change the encoding for a currently c"}`},
		{"no such device", `Tell.raised(fn -> ExUnit.CaptureIO.capture_io(:nothing, fn -> :ok end) end)`, `{RuntimeError, "could not find IO device registered at :nothing"}`},
		{"what is imported", `Enum.sort(ExUnit.CaptureIO.__info__(:functions) |> Keyword.keys() |> Enum.uniq())`, `[:capture_io, :with_io]`},
		{"a capture whose process ends", `{pid, ref} = spawn_monitor(fn -> ExUnit.CaptureIO.capture_io(:stderr, fn -> Process.exit(self(), :kill) end) end); receive do {:DOWN, ^ref, _, ^pid, why} -> {why, ExUnit.CaptureIO.capture_io(:stderr, fn -> IO.write(:stderr, "d") end)} end`,
			`{:killed, "d"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

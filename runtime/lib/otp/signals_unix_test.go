//go:build unix

package otp_test

import (
	"os"
	"syscall"
	"testing"

	"lab/runtime/lib/station"
)

// TestSignals traps signals of the operating system with functions of a program.
func TestSignals(t *testing.T) {
	st := station.Boot(t)
	trapped := st.Eval(t, `(caught = System.trap_signal(:sigusr2, :first, fn -> send(:waits, :first); :ok end)
		{:ok, ref} = System.trap_signal(:sigusr2, fn -> send(:waits, :second); :ok end)
		Process.register(spawn(fn -> for name <- [:first, :second], do: (receive do ^name -> :ok end) end), :waits)
		again = System.trap_signal(:sigusr2, :first, fn -> :ok end)
		{caught, is_reference(ref), again, System.untrap_signal(:sigusr2, :other)})`)
	if want := `{{:ok, :first}, true, {:error, :already_registered}, {:error, :not_found}}`; trapped != want {
		t.Fatalf("got  %s\nwant %s", trapped, want)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGUSR2); err != nil {
		t.Fatal(err)
	}
	got := st.Eval(t, `(waits = Process.whereis(:waits)
		if waits, do: (ref = Process.monitor(waits); receive do {:DOWN, ^ref, _, _, _} -> :ok end)
		[System.untrap_signal(:sigusr2, :first), System.untrap_signal(:sigusr2, :first)])`)
	if want := `[:ok, {:error, :not_found}]`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

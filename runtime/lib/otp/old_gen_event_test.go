package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestOldEvents checks declarations and functions that are deprecated since Elixir 1.5.
func TestOldEvents(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `
	defmodule Told do
	  @behaviour :gen_event
	  def init(told), do: {:ok, told}
	  def handle_event(event, told), do: {:ok, [event | told]}
	  def handle_call(:told, told), do: {:ok, Enum.reverse(told), []}
	end
	defmodule Asked do
	  import Behaviour
	  defcallback size(page :: integer)
	  defmacrocallback page(x) :: x when x: term
	end`)
	for src, want := range map[string]string{
		`{:ok, manager} = GenEvent.start_link()
		:ok = GenEvent.add_handler(manager, Told, [])
		GenEvent.notify(manager, :seven)
		GenEvent.sync_notify(manager, 8)
		{GenEvent.call(manager, Told, :told), GenEvent.which_handlers(manager), GenEvent.stop(manager)}`: `{[:seven, 8], [Told], :ok}`,
		`Asked.behaviour_info(:callbacks)`: `[size: 1, "MACRO-page": 2]`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

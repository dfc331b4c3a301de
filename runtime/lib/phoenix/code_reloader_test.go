package phoenix_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestOutputOfTheCompiler compiles code that sends invalid requests to the recorder of the standard
// error, or ends it. Each time, the device is restored.
func TestOutputOfTheCompiler(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Told do
  def of(fun) do
    {:ok, device} = StringIO.open("")
    before = Process.whereis(:standard_error)
    if before, do: Process.unregister(:standard_error)
    Process.register(device, :standard_error)

    try do
      {_, text} = Phoenix.CodeReloader.Output.recorded(fun)
      {text, Process.whereis(:standard_error) == device}
    after
      Process.unregister(:standard_error)
      if before, do: Process.register(before, :standard_error)
    end
  end

  def request(request), do: send(:standard_error, {:io_request, self(), make_ref(), request})
end`)
	for code, want := range map[string]string{
		`IO.puts(:stderr, "page")`:                                      `{"page\n", true}`,
		`IO.binwrite(:stderr, <<233>>)`:                                 `{"é", true}`,
		`Told.request({:put_chars, :unicode, <<233>>})`:                 `{"", true}`,
		`Told.request({:put_chars, :page, "p"})`:                        `{"", true}`,
		`Told.request({:requests, [{:put_chars, :unicode, "p"} | :q]})`: `{"", true}`,
		`Process.exit(Process.whereis(:standard_error), :kill)`:         `{"", true}`,
		`Process.unregister(:standard_error)`:                           `{"", true}`,
	} {
		if got := st.Eval(t, "Told.of(fn -> "+code+" end)"); got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
}

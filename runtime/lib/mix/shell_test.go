package mix_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// The expected values are those of Mix 1.18.
func TestShell(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"of a terminal", `Mix.shell()`, "Mix.Shell.IO"},
		{"of a process", `Mix.shell(Mix.Shell.Process); Mix.shell().info([:green, "hi"]); send(self(), {:mix_shell_input, :yes?, true}); yes = Mix.shell().yes?("sure?"); {yes, self() |> Process.info(:messages) |> elem(1)}`,
			`{true, [{:mix_shell, :info, ["hi"]}, {:mix_shell, :yes?, ["sure?"]}]}`},
		{"without an answer", `Mix.shell(Mix.Shell.Process); try do Mix.shell().prompt("name") rescue e -> e.message end`, `"no shell process input given for prompt/1"`},
		{"runs nothing", `try do Mix.shell().cmd("ls") rescue e -> e.message end`, `"programs cannot be run here, which \"ls\" asks for: it is not part of lab"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestGenerator(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `defmodule Texts do
  import Mix.Generator
  embed_template :log, "A: <%= @log %>"
  embed_text :err, "E"
  def all, do: {log_template(log: "x"), err_text()}
end
Texts.all()`)
	if want := `{"A: x", "E"}`; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

func TestOldConfig(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `Config.__run__([env: :dev], fn -> Code.eval_string("use Mix.Config\nconfig :shop, open: true\nconfig :shop, Door, locks: 2") end) |> elem(1)`)
	if want := `[shop: [{:open, true}, {Door, [locks: 2]}]]`; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

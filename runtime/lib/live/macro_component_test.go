package live_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestMacroComponents compiles templates whose tags are rewritten by macro components.
func TestMacroComponents(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Twice do
		@behaviour Phoenix.Component.MacroComponent
		def transform({tag, attrs, children, meta}, %{env: env}), do: {:ok, {tag, [{"title", inspect(env.module)} | attrs], children ++ children, meta}, length(children)}
	end`)
	tests := []struct{ name, src, html, data string }{
		{"a hook of the module", `<p id="a" phx-hook=".H"></p><script :type={Phoenix.LiveView.ColocatedHook} name=".H">export default {}</script>`,
			`<p id="a" phx-hook="M.H"></p>`, `%{Phoenix.LiveView.ColocatedHook => [%{key: "hooks", name: "M.H", text: "export default {}"}]}`},
		{"a hook within a block", `<%= if true do %><p id="a" phx-hook=".H"></p><% end %><p id="b" phx-hook="H"></p>`, `<p id="a" phx-hook="M.H"></p><p id="b" phx-hook="H"></p>`, `nil`},
		{"at run time", `<script :type={Phoenix.LiveView.ColocatedHook} name=".R" runtime nonce={@n}>{}</script>`,
			`<script data-phx-runtime-hook="M.R" nonce="9">window["phx_hook_M.R"] = function() { return {} } </script>`, `nil`},
		{"a script", `<script :type={Phoenix.LiveView.ColocatedJS} name="W" key="parts">export default 1</script><script :type={Phoenix.LiveView.ColocatedJS}>go()</script>`, ``,
			`%{Phoenix.LiveView.ColocatedJS => [%{key: "parts", name: "W", text: "export default 1"}, %{key: "default", name: nil, text: "go()"}]}`},
		{"one's own, by an alias", `<p :type={T} id={@n}>a<b>c</b></p>`, `<p title="M" id="9">a<b>c</b>a<b>c</b></p>`, `%{Twice => [2]}`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			st.Eval(t, "defmodule M do\nuse Phoenix.Component\nalias Twice, as: T\ndef page(assigns) do\n~H\"\"\"\n"+c.src+"\n\"\"\"\nend\nend")
			got := st.Eval(t, `M.page(%{n: "9"}) |> Phoenix.HTML.Safe.to_iodata() |> IO.iodata_to_binary() |> String.split() |> Enum.join(" ")`)
			if want := st.Eval(t, "~S'''\n"+c.html+"\n''' |> String.trim_trailing()"); got != want {
				t.Errorf("html %s\nwant %s", got, want)
			}
			if got := st.Eval(t, "if function_exported?(M, :__phoenix_macro_components__, 0), do: M.__phoenix_macro_components__()"); got != c.data {
				t.Errorf("data %s\nwant %s", got, c.data)
			}
		})
	}
}

func TestMacroComponentErrors(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`<script :type={Phoenix.LiveView.ColocatedHook} name="H">x</script>`, "colocated hook names must start with a dot, invalid hook name: H"},
		{`<script :type={Phoenix.LiveView.ColocatedHook}>x</script>`, "missing required name attribute for ColocatedHook"},
		{`<script :type={Phoenix.LiveView.ColocatedHook} name={@n}>x</script>`, "must be a compile-time string. Got: @n"},
		{`<p :type={Phoenix.LiveView.ColocatedHook} name=".H">x</p>`, "can only be defined on script tags"},
		{`<script :type={Phoenix.LiveView.ColocatedJS} key="k">x</script>`, "a name is required when a key is given"},
		{`<p :type={Enum}>x</p>`, "Enum is not a macro component: it has no transform/2"},
		{`<p :type={@x}>x</p>`, ":type must be a module known when the template is compiled, got: @x"},
		{`<p :type="x">x</p>`, ":type must be the name of a module between {...}, of a tag"},
		{`<p :type={Phoenix.LiveView.ColocatedJS}>{@n}</p>`, "a macro component can have text and tags inside"},
		{`<p :type={Phoenix.LiveView.ColocatedJS} {@rest}>x</p>`, "cannot have attributes of an expression"},
	} {
		got := st.Eval(t, "try do\ndefmodule E do\nuse Phoenix.Component\ndef page(assigns) do\n~H\"\"\"\n"+c.src+"\n\"\"\"\nend\nend\nrescue e -> Exception.message(e) end")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

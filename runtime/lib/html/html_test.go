package html_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestPhoenixHTML(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"escape", `Phoenix.HTML.html_escape("<a & 'b'>")`, `{:safe, "&lt;a &amp; &#39;b&#39;&gt;"}`},
		{"raw", `Phoenix.HTML.raw("<b>")`, `{:safe, "<b>"}`},
		{"attributes", `Phoenix.HTML.safe_to_string(Phoenix.HTML.attributes_escape(class: ["a", nil], data: [x_y: 1], disabled: true, z: nil))`,
			`" class=\"a\" data-x-y=\"1\" disabled"`},
		{"field", `f = Phoenix.Component.to_form(%{"name" => "Ann"}, as: :user); {f[:name].id, f[:name].name, f[:name].value}`, `{"user_name", "user[name]", "Ann"}`},
		{"engine", `EEx.eval_string("<b><%= @x %></b>", [assigns: %{x: "<"}], engine: Phoenix.HTML.Engine) |> Phoenix.HTML.safe_to_string()`, `"<b>&lt;</b>"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

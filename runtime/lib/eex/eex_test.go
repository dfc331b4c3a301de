package eex_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestEEx(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"value", `EEx.eval_string("a <%= x %>", x: 1)`, `"a 1"`},
		{"assigns", `EEx.eval_string("<%= if @on do %>yes<% else %>no<% end %>", assigns: [on: false])`, `"no"`},
		{"clauses", `EEx.eval_string("<%= case 2 do %>\n<% 1 -> %>one<% _ -> %>many<% end %>")`, `"many"`},
		{"function", `EEx.eval_string("<%= Enum.map [1, 2], fn i -> %>[<%= i %>]<% end %>")`, `"[1][2]"`},
		{"quotation", `EEx.eval_string("<%% x %><%# c %><%!-- d --%>|")`, `"<% x %>|"`},
		// The recorded answers of the real EEx.
		{"trim", `for s <- ["<% x = 1 %>\n<%= x %>\n", "a\n  <%= 1 %>  \n\n  b", "  <%= 1 %>\n  \n  c <%= 2 %> \n d"], do: EEx.eval_string(s, [], trim: true)`,
			`["\n1", "a\n1\n  b", "1\n  c 2\n d"]`},
		{"tokens", `EEx.tokenize("a<%= b %>")`, `{:ok, [{:text, ~c"a", %{column: 1, line: 1}}, {:expr, ~c"=", ~c" b ", %{column: 2, line: 1}}, {:eof, %{column: 10, line: 1}}]}`},
		{"not closed", `try do EEx.eval_string("\n <%= x") rescue e -> Exception.message(e) end`,
			`"nofile:2:2: expected closing '%>' for EEx expression\n  |\n1 | \n2 |  <%= x\n  |  ^"`},
		{"no end", `try do EEx.eval_string("<%= if true do %>") rescue e in EEx.SyntaxError -> {e.line, e.column, hd(String.split(e.message, "\n"))} end`,
			`{1, 1, "expected a closing '<% end %>' for block expression in EEx, opened by <% if true do %>"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

package eex_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

func TestEEx(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `me = self()
		spawn(fn ->
			Process.register(self(), :standard_error)
			send(me, :registered)
			Process.sleep(:infinity)
		end)
		receive do :registered -> :ok end`)
	for _, c := range []struct{ name, src, want string }{
		{"value", `EEx.eval_string("a <%= x %>", x: 1)`, `"a 1"`},
		{"assigns", `EEx.eval_string("<%= if @on do %>yes<% else %>no<% end %>", assigns: [on: false])`, `"no"`},
		{"clauses", `EEx.eval_string("<%= case 2 do %>\n<% 1 -> %>one<% _ -> %>many<% end %>")`, `"many"`},
		{"function", `EEx.eval_string("<%= Enum.map [1, 2], fn i -> %>[<%= i %>]<% end %>")`, `"[1][2]"`},
		{"quotation", `EEx.eval_string("<%% x %><%!-- d --%>|")`, `"<% x %>|"`},
		// These are the recorded answers of the real EEx.
		{"trim", `for s <- ["<% x = 1 %>\n<%= x %>\n", "a\n  <%= 1 %>  \n\n  b", "  <%= 1 %>\n  \n  c <%= 2 %> \n d"], do: EEx.eval_string(s, [], trim: true)`,
			`["\n1", "a\n1\n  b", "1\n  c 2\n d"]`},
		{"tokens", `EEx.tokenize("a<%= b %>")`, `{:ok, [{:text, ~c"a", %{column: 1, line: 1}}, {:expr, ~c"=", ~c" b ", %{column: 2, line: 1}}, {:eof, %{column: 10, line: 1}}]}`},
		{"not closed", `try do EEx.eval_string("\n <%= x") rescue e -> Exception.message(e) end`,
			`"nofile:2:2: expected closing '%>' for EEx expression\n  |\n1 | \n2 |  <%= x\n  |  ^"`},
		{"no end", `try do EEx.eval_string("<%= \n  if true do %>") rescue e in EEx.SyntaxError -> {e.line, e.column, hd(String.split(e.message, "\n"))} end`,
			`{2, 3, "expected a closing '<% end %>' for block expression in EEx"}`},
		{"place of an error", `try do EEx.eval_string("p <%= q", [], line: 8, file: Path.expand("p.eex")) rescue e -> Exception.message(e) end`,
			`"p.eex:8:3: expected closing '%>' for EEx expression"`},
		{"kinds", `for t <- ["if p do # q", "end, fn p ->", "end do", "fn p -> p end", "end)", "end: p", "else"], do: elem(hd(elem(EEx.tokenize("<% #{t} %>"), 1)), 0)`,
			`[:start_expr, :middle_expr, :middle_expr, :expr, :end_expr, :expr, :middle_expr]`},
		{"two functions", `EEx.eval_string("<%= Enum.zip_with [[1, 2], [3]], (fn [p, q] -> %><%= p %>+<%= q %><% end) %>")`, `"1+3"`},
		{"blanks of lines", `for s <- ["p \r\n\r\n  <% q %> \n\n r", "\n\t<%% p", "<% p %>  "], do: for({:text, text, at} <- elem(EEx.tokenize(s, trim: true), 1), do: {to_string(text), at.line, at.column})`,
			`[[{"p \n", 1, 1}, {"\n r", 4, 1}], [{"<% p", 2, 2}], []]`},
		{"tag of a clause", `ExUnit.CaptureIO.capture_io(:stderr, fn -> EEx.compile_string("<%= if p do %>q<%/ else %>r<% end %>", file: "p.eex") end)`,
			`"warning: unexpected beginning of EEx tag \"<%/\" on \"<%/ else %>\", please remove \"/\"\n└─ p.eex:1:16\n\n"`},
		{"comment", `ExUnit.CaptureIO.capture_io(:stderr, fn -> "q" = EEx.eval_string("<%# p %>q") end)`,
			`"warning: <%# is deprecated, use <%!-- or add a space between <% and # instead\n└─ nofile:1: (file)\n\n"`},
		{"words without spaces", `EEx.eval_string("<%=if p do%>q<%else%>r<%end%>", p: false)`, `"r"`},
		{"not shown", `ExUnit.CaptureIO.capture_io(:stderr, fn -> for s <- ["<% if p do %>q<% end %>", "<% r = if p do %>q<% end %>"], do: EEx.compile_string(s) end)`,
			`"warning: the contents of this expression won't be output unless the EEx block starts with \"<%=\"\n└─ nofile:1:1\n\n"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

package webtest_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestPages(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"a piece", `LabPage.parse("<p class=a>x<br>y</p>z")`, `[{"p", [{"class", "a"}], ["x", {"br", [], []}, "y"]}, "z"]`},
		{"rows alone", `LabPage.parse("<tr><td>1</td></tr>")`, `[{"tr", [], [{"td", [], ["1"]}]}]`},
		{"a page", `LabPage.parse("<!DOCTYPE html><title>t</title>") |> LabPage.to_html()`, `"<!DOCTYPE html><html><head><title>t</title></head><body></body></html>"`},
		{"escaped", `LabPage.parse("<b title='&quot;'>can't &lt;</b>") |> LabPage.to_html()`, `"<b title=\"&quot;\">can&#39;t &lt;</b>"`},
		{"scripts stay", `LabPage.parse("<script>a && b</script>") |> LabPage.to_html()`, `"<script>a && b</script>"`},
		{"selected", `LabPage.parse("<ul><li>1</li><li id=b>2</li></ul>") |> LabPage.select("ul > li:last-child") |> Enum.map(fn {n, up} -> {LabPage.text(n), Enum.map(up, &elem(&1, 0))} end)`, `[{"2", ["ul"]}]`},
		{"not a selector", `try do LabPage.select([], "a[") rescue e -> e.__struct__ end`, `ArgumentError`},
		{"a form", `[form] = LabPage.parse("<form><input name=a value=1><input name=b type=checkbox><select name=c><option>x<option selected>y</select><textarea name=d>\nt</textarea></form>"); Phoenix.LiveViewTest.Form.fields(form, %{a: 2})`, `[{"c", "y"}, {"d", "t"}, {"a", "2"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

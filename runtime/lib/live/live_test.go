package live_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// heex is the source of a module with the component box and the functions of the tests.
const heex = `
defmodule T do
  use Phoenix.Component
  alias Phoenix.LiveView.{Diff, Rendered, Socket}

  attr :label, :string, default: "L"
  attr :rest, :global
  slot :inner_block
  slot :item

  def box(assigns) do
    ~H"<p title={@label} {@rest}>{render_slot(@inner_block, 7)}<i :for={i <- @item}>{render_slot(i)}</i></p>"
  end

  def text(rendered), do: rendered |> Phoenix.HTML.Safe.to_iodata() |> IO.iodata_to_binary()

  # first and second are the diffs of a page for some assigns, and for others put over them.
  def diffs(fun, assigns, more, dialect \\ :keyed) do
    socket = %Socket{} |> Phoenix.Component.assign(assigns)
    {socket, first, components} = Diff.render(socket, fun.(socket.assigns), Diff.new_components(dialect))
    socket = %{socket | assigns: %{socket.assigns | __changed__: %{}}} |> Phoenix.Component.assign(more)
    {_, second, _} = Diff.render(socket, fun.(socket.assigns), components)
    {first, second}
  end
end
`

func TestHEEx(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, heex)
	tests := []struct{ name, src, want string }{
		{"text", `<p>{@a}</p> <%= @a %>`, `<p>&lt;1&gt;</p> &lt;1&gt;`},
		{"attributes", `<a href={@a} class={["x", nil, "y"]} hidden={true} id={nil} {[b: 2]} c="3">z</a>`, `<a href="&lt;1&gt;" class="x y" hidden b="2" c="3">z</a>`},
		{"void", `<br/><img src="x"><div />`, `<br><img src="x"><div></div>`},
		{"if", `<b :if={@on}>yes</b><b :if={!@on}>no</b>`, `<b>yes</b>`},
		{"for", `<i :for={x <- @list} :if={x > 1}>{x}</i>`, `<i>2</i><i>3</i>`},
		{"never", `<b :if={nil}>no</b><i :for={x <- @list} :if={false}>{x}</i><i :for={x <- @list} :if={nil}>{x}</i>`, ``},
		{"block", `<%= if @on do %>a<% else %>b<% end %><%= for x <- @list do %>{x},<% end %>`, `a1,2,3,`},
		{"case", `<%= case @list do %><% [] -> %>none<% [x | _] -> %>{x}<% end %>`, `1`},
		{"braces", `{"}"}{%{a: 1}.a}{"#{"{"}"}`, `}1{`},
		{"a question at the end", `<b :if={not @off?}>on</b><i title={@off?}>{@off?}{[x: true][:x] || @off?}</i>`, `<b>on</b><i>falsetrue</i>`},
		{"braces as characters", `{?}}{[?{, ?"]}<i id={[?}]}>{~S{a}}{~s|}|}{'}' ++ ~c"{"}{String.replace("a}", ~r/}/, "b")}</i>`, `125{&quot;<i id="}">a}}{ab</i>`},
		{"comments in expressions", "<b id={\n# it's a \"}\n@on && \"x\"}>{@a # as it's }</b><b>{@a}</b>", `<b id="x">&lt;1&gt;</b><b>&lt;1&gt;</b>`},
		{"no braces", `<p phx-no-curly-interpolation>{a}</p><script>{b}</script><style>c {}</style>`, `<p>{a}</p><script>{b}</script><style>c {}</style>`},
		{"comments", `<%!-- a --%><!-- {b} -->`, `<!-- {b} -->`},
		{"component", `<T.box data-z="1">in</T.box>`, `<p title="L" data-z="1">in</p>`},
		{"slots", `<T.box label="M" :let={n}>{n}<:item>x</:item><:item :if={!@on}>y</:item></T.box>`, `<p title="M">7<i>x</i></p>`},
		{"link", `<Phoenix.Component.link navigate="/x">go</Phoenix.Component.link>`, `<a href="/x" data-phx-link="redirect" data-phx-link-state="push">go</a>`},
		{"commands", `<b phx-click={Phoenix.LiveView.JS.hide(to: "#x") |> Phoenix.LiveView.JS.push("e")} />`,
			`<b phx-click="[[&quot;hide&quot;,{&quot;to&quot;:&quot;#x&quot;}],[&quot;push&quot;,{&quot;event&quot;:&quot;e&quot;}]]"></b>`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			src := "require T; import Phoenix.Component, only: [sigil_H: 2]; assigns = %{a: \"<1>\", on: true, off?: false, list: [1, 2, 3]}; T.text(~H\"\"\"\n" + c.src + "\n\"\"\")"
			if got := st.Eval(t, src); got != st.Eval(t, "~S'''\n"+c.want+"\n''' |> String.trim_trailing()") {
				t.Errorf("%s\n got %s\nwant %q", c.src, got, c.want)
			}
		})
	}
}

func TestHEExErrors(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`<div>`, "nofile:2:1: end of template reached without closing tag for <div>"},
		{`<div></p>`, `unmatched closing tag. Expected </div> for <div> at line 2, got: </p>`},
		{`</p>`, `missing opening tag for </p>`},
		{`<div x=1>`, "nofile:2:8: invalid attribute value after `=`"},
		{`{1`, "nofile:2:1: expected closing `}` for expression"},
		{`<div id="<%= 1`, `expected closing '%>' for EEx expression`},
		{`<.x :for={1}/>`, `:for must be a generator expression (pattern <- enumerable) between {...}`},
		{`<:a></:a>`, `invalid slot entry <:a>. A slot entry must be a direct child of a component`},
		{`<b phx-hook="X"/>`, `attribute "phx-hook" requires the "id" attribute to be set`},
	} {
		src := "try do Code.eval_string(~S'''\nimport Phoenix.Component; assigns = %{}; ~H\"\"\"\n" + c.src + "\n\"\"\"\n''') rescue e -> IO.puts(Exception.message(e)) end"
		before := len(st.Printed())
		st.Eval(t, src)
		if got := st.Printed()[before:]; !strings.Contains(got, strings.SplitN(c.want, "\n", 2)[0]) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestDiffs checks that the client receives the changed parts and nothing else.
func TestDiffs(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, heex)
	for _, c := range []struct{ name, template, assigns, more, first, second string }{
		{"a counter", `<h1>Count: {@n}</h1><p>{@other}</p>`, `n: 0, other: "x"`, `n: 1`,
			`%{0 => "0", 1 => "x", :s => ["<h1>Count: ", "</h1><p>", "</p>"]}`, `%{0 => "1"}`},
		{"nothing", `<b>{@n}</b>`, `n: 0`, `n: 0`, `%{0 => "0", :s => ["<b>", "</b>"]}`, `%{}`},
		{"inside of a block", `<%= if @on do %>a{@n}<% else %>b<% end %>`, `on: true, n: 1`, `n: 2`,
			`%{0 => %{0 => "1", :s => ["a", ""]}, :s => ["", ""]}`, `%{0 => %{0 => "2"}}`},
		{"another branch", `<%= if @on do %>a{@n}<% else %>b<% end %>`, `on: true, n: 1`, `on: false`,
			`%{0 => %{0 => "1", :s => ["a", ""]}, :s => ["", ""]}`, `%{0 => %{s: ["b"]}}`},
		{"a field of a map", `{@m.a}{@m.b}`, `m: %{a: 1, b: 2}`, `m: %{a: 1, b: 3}`,
			`%{0 => "1", 1 => "2", :s => ["", "", ""]}`, `%{1 => "3"}`},
		{"a field of a form", `<b>{@form[:a].value}</b>{@form[:b].value}`, `form: Phoenix.Component.to_form(%{"a" => 1, "b" => 2})`,
			`form: Phoenix.Component.to_form(%{"a" => 1, "b" => 3})`, `%{0 => "1", 1 => "2", :s => ["<b>", "</b>", ""]}`, `%{1 => "3"}`},
		{"bound by a condition", `<b :if={x = @x}>{x}</b>`, `x: 1`, `x: 2`, `%{0 => %{0 => "1", :r => 1, :s => ["<b>", "</b>"]}, :s => ["", ""]}`, `%{0 => %{0 => "2"}}`},
		{"a list", `<i :for={x <- @l}>{x}</i>{@n}`, `l: [1, 2], n: 0`, `l: [1]`,
			`%{0 => %{k: %{0 => %{0 => "1"}, 1 => %{0 => "2"}, :kc => 2}, s: ["<i>", "</i>"]}, 1 => "0", :s => ["", "", ""]}`,
			`%{0 => %{k: %{0 => %{0 => "1"}, :kc => 1}}}`},
		{"a component", `<T.box label={@l}>{@n}</T.box>`, `l: "a", n: 1`, `n: 2`,
			`%{0 => %{0 => " title=\"a\"", 1 => "", 2 => %{0 => "1", :s => ["", ""]}, 3 => "", :r => 1, :s => ["<p", "", ">", "", "</p>"]}, :s => ["", ""]}`,
			`%{0 => %{2 => %{0 => "2"}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := "require T; import Phoenix.Component, only: [sigil_H: 2]; {a, b} = T.diffs(fn assigns -> ~H\"\"\"\n" + c.template + "\n\"\"\" end, [" + c.assigns + "], [" + c.more + "]); "
			if got := st.Eval(t, src+"_ = b; a"); got != c.first {
				t.Errorf("first\n got %s\nwant %s", got, c.first)
			}
			if got := st.Eval(t, src+"_ = a; b"); got != c.second {
				t.Errorf("second\n got %s\nwant %s", got, c.second)
			}
		})
	}
}

// TestAsyncEndsWithItsLiveView checks that the task of start_async ends with its LiveView.
func TestAsyncEndsWithItsLiveView(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `
test = self()
page = spawn(fn ->
  socket = %Phoenix.LiveView.Socket{transport_pid: self()}
  Phoenix.LiveView.start_async(socket, :work, fn -> send(test, {:work, self()}); Process.sleep(:infinity) end)
  Process.sleep(:infinity)
end)
work = receive do {:work, pid} -> pid end
ref = Process.monitor(work)
Process.exit(page, :shutdown)
receive do {:DOWN, ^ref, _, _, reason} -> reason after 20_000 -> :never end`)
	if got != ":shutdown" {
		t.Errorf("got %s", got)
	}
}

// TestPagesExpire checks that the signed session of a page expires and is not valid for another
// page.
func TestPagesExpire(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `
defmodule Signer do
  def config(:live_view), do: [signing_salt: "saltsalt"]
  def config(:secret_key_base), do: String.duplicate("a", 64)
end

fortnight = 14 * 24 * 60 * 60
now = System.system_time(:second)
token = fn age -> Phoenix.Token.sign(Signer, "saltsalt", {6, %{id: "phx-1"}}, signed_at: now - age) end
verify = fn id, token -> Phoenix.LiveView.Static.verify_session(Signer, id, token, nil) |> elem(0) end
reason = fn id, token -> Phoenix.LiveView.Static.verify_session(Signer, id, token, nil) |> elem(1) end
[verify.("phx-1", token.(0)), verify.("phx-1", token.(fortnight - 60)), reason.("phx-1", token.(fortnight + 60)), reason.("phx-2", token.(0)), reason.("phx-1", token.(0) <> "x")]
`)
	if want := "[:ok, :ok, :expired, :invalid, :invalid]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

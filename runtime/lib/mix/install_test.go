package mix_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestInstall(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"what lab has not", `try do Mix.install([:ecto_sql]) rescue e -> e.message end`, `":ecto_sql is not part of lab, which fetches nothing: put its source on disk and name it with path:"`},
		{"before", `Mix.installed?()`, "false"},
		{"what lab has", `{Mix.install([{:jason, "~> 1.4"}, :plug], config: [shop: [open: true]]), Jason.encode!(%{a: 1}), Application.get_env(:shop, :open), Mix.installed?()}`, `{:ok, "{\"a\":1}", true, true}`},
		{"again", `Mix.install([{:jason, "~> 1.4"}, :plug])`, ":ok"},
		{"others", `try do Mix.install([:plug]) rescue e -> e.message end`, `"Mix.install/2 can only be called with the same dependencies in the given VM"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

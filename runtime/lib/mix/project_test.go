package mix_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestProject checks the paths of a project and the settings of Mix.
func TestProject(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		`Mix.Project.app_path(app: :pages, build_path: "/b")`:                                                                  `"/b/dev/lib/pages"`,
		`Mix.Project.compile_path(app: :pages, build_path: "/b")`:                                                              `"/b/dev/lib/pages/ebin"`,
		`Mix.Project.manifest_path(app: :pages, build_path: "/b")`:                                                             `"/b/dev/lib/pages/.mix"`,
		`try do Mix.Project.app_path([]) rescue e in Mix.Error -> e.mix end`:                                                   `1`,
		`try do Mix.raise("no page", exit_status: 7) rescue e -> e end`:                                                        `%Mix.Error{message: "no page", mix: 7}`,
		`{Mix.target(:page), Mix.target(), Mix.target(:host)}`:                                                                 `{:ok, :page, :ok}`,
		`{Mix.debug(true), Mix.debug?(), Mix.debug(false)}`:                                                                    `{:ok, true, :ok}`,
		`{Mix.Project.deps_apps(), Mix.Project.deps_paths(), Mix.Project.config_files()}`:                                      `{[], %{}, []}`,
		`try do Mix.Task.run_in_apps("test", [:page]) rescue e -> e.message end`:                                               `"Mix.Task.run_in_apps/3 can only be used in umbrella projects"`,
		`Mix.Config.merge([page: [size: 7]], page: [year: 8])`:                                                                 `[page: [size: 7, year: 8]]`,
		`{Mix.Config.persist(page: [size: 7]), Application.get_env(:page, :size)}`:                                             `{[:page], 7}`,
		`(File.write!("c.exs", "import Config\nconfig :page, size: 7"); Mix.Config.read!("c.exs"))`:                            `[page: [size: 7]]`,
		`Config.Provider.validate_config_path!({:system, "PAGE", "/c.exs"})`:                                                   `:ok`,
		`try do Config.Provider.validate_config_path!("c.exs") rescue e -> e.__struct__ end`:                                   `ArgumentError`,
		`Config.Provider.resolve_config_path!("/c.exs")`:                                                                       `"/c.exs"`,
		`%Mix.Task.Compiler.Diagnostic{file: "c", severity: :error, message: "m", position: 7, compiler_name: "page"}.details`: `nil`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

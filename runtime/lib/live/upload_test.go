package live_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// uploads is a module that tells an upload's socket which files a client has chosen.
const uploads = `
defmodule U do
  alias Phoenix.LiveView.{Socket, Upload}

  def socket(opts \\ []), do: Upload.allow(%Socket{}, :file, Keyword.merge([accept: ~w(.png), max_entries: 2, max_file_size: 10], opts))
  def config(socket), do: socket.assigns.uploads.file
  def file(ref, name \\ "a.png", size \\ 1), do: %{"ref" => ref, "name" => name, "size" => size, "type" => MIME.from_path(name)}
  def noted(socket, files), do: Upload.noted(socket, %{"uploads" => %{config(socket).ref => files}})
  def files(range), do: for(n <- range, do: file("#{n}"))
  def asked(socket, files), do: socket |> Upload.preflight(config(socket).ref, nil, files) |> elem(0)

  # shown is what a page can show of the upload: the files, and the errors of all and of each.
  def shown(socket) do
    config = config(socket)
    {all, each} = Enum.split_with(config.errors, fn {ref, _} -> ref == config.ref end)
    {for(e <- config.entries, do: e.ref), for({_, reason} <- all, do: reason), each}
  end
end
`

// TestChosenFiles checks which files and errors a page shows after a client has named its files.
func TestChosenFiles(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, uploads)
	for _, c := range []struct{ name, src, want string }{
		{"in order", `socket() |> noted([file("1"), file("0")]) |> shown()`, `{["1", "0"], [], []}`},
		{"again", `socket() |> noted(files(1..1)) |> noted(files(1..2)) |> shown()`, `{["1", "2"], [], []}`},
		{"twice in a list", `socket() |> noted([file("1"), file("1")]) |> shown()`, `{["1"], [], []}`},
		{"refused", `socket() |> noted([file("1", "a.exe"), file("2", "a.png", 11), file("3")]) |> shown()`,
			`{["1", "2", "3"], [:too_many_files], [{"1", :not_accepted}, {"2", :too_large}]}`},
		{"a few too many", `socket() |> noted(files(1..4)) |> shown()`, `{["1", "2", "3", "4"], [:too_many_files], []}`},
		{"taken back", `socket() |> noted(files(1..3)) |> Upload.cancel(:file, "2") |> shown()`, `{["1", "3"], [], []}`},
		{"the most", `socket() |> noted(files(1..102)) |> shown() |> then(fn {files, errors, _} -> {length(files), errors} end)`, `{102, [:too_many_files]}`},
		{"far too many", `socket() |> noted(files(1..103)) |> shown()`, `{[], [:too_many_files], []}`},
		{"far too many by and by", `socket() |> noted(files(1..100)) |> noted(files(101..200)) |> shown() |> then(fn {files, errors, _} -> {length(files), errors} end)`, `{100, [:too_many_files]}`},
		{"a short list after a long one", `socket() |> noted(files(1..5000)) |> noted(files(1..2)) |> shown()`, `{["1", "2"], [], []}`},
		{"no validator runs for a long list", `socket(validator: fn _ -> raise "called" end) |> noted(files(1..5000)) |> shown()`, `{[], [:too_many_files], []}`},
		{"a client that asks", `s = socket(); Map.put(asked(s, files(1..5000)), :ref, 0) == %{ref: 0, error: [[config(s).ref, :too_many_files]]}`, `true`},
		{"an automatic upload", `asked(socket(auto_upload: true), files(1..5000)) |> Map.take([:entries, :errors])`, `%{entries: %{}, errors: %{}}`},
		{"files with errors, sent automatically", `asked(socket(auto_upload: true), [file("1", "a.exe"), file("2", "b.png", 11)]).errors`, `%{"1" => [:not_accepted], "2" => [:too_large]}`},
		{"one file replaces another", `socket(max_entries: 1) |> noted(files(1..1)) |> noted(files(2..2)) |> shown()`, `{["2"], [], []}`},
		{"a large upload", `socket(max_entries: 5000) |> noted(files(1..5000)) |> shown() |> then(fn {files, errors, _} -> {hd(files), List.last(files), errors} end)`, `{"1", "5000", []}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, "import U; alias Phoenix.LiveView.Upload; "+c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

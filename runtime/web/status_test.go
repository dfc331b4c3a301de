package web_test

import (
	"strings"
	"testing"

	"lab/runtime/term"
)

// statuses answers with the status in the query, in the way that the path names.
const statuses = `
defmodule Site do
  import Plug.Conn
  def init(o), do: o
  def call(conn, _) do
    {status, _} = Code.eval_string(URI.decode(conn.query_string))
    case conn.path_info do
      ["send"] -> send_resp(conn, status, "body")
      ["put"] -> conn |> put_status(status) |> then(&send_resp(&1, &1.status || 204, ""))
      ["file"] -> send_file(conn, status, "a.txt")
      ["chunks"] -> conn |> send_chunked(status) |> chunk("body") |> elem(1)
      ["early"] -> conn |> inform(status, []) |> send_resp(200, "body")
      ["struct"] -> send_resp(%{conn | state: :set, status: status, resp_body: "body"})
      ["early-direct"] -> :lab_web.inform(elem(conn.adapter, 1).ref, status, []); send_resp(conn, 200, "body")
      ["file-direct"] -> :lab_web.send_file(elem(conn.adapter, 1).ref, status, [], "a.txt", 0, :all); conn
      ["chunks-direct"] -> :lab_web.start_chunks(elem(conn.adapter, 1).ref, status, []); conn
      ["raise"] -> raise Odd, plug_status: status
    end
  end
end
defmodule Odd do
  defexception message: "odd", plug_status: nil
end
`

// TestStatuses checks that a status which HTTP does not have is an error of the plug, before
// anything is sent.
func TestStatuses(t *testing.T) {
	s := open(t, map[string]string{"a.txt": "body"}, "", statuses)
	for _, way := range []string{"send", "put", "file", "chunks", "early", "struct", "early-direct", "file-direct", "chunks-direct", "raise"} {
		for _, status := range []string{"1000", "99", "0", "-1", "10000000000000000000000", "4294967496"} {
			if got, body := s.get("/" + way + "?" + status); got != 500 || body != "" {
				t.Errorf("%s of %s: got %d %q", way, status, got, body)
			}
		}
	}
	if status, body := s.get("/early-direct?200"); status != 500 || body != "" {
		t.Errorf("an early response with a final status: %d %q", status, body)
	}
	for _, c := range []struct {
		path   string
		status int
	}{{"send?200", 200}, {"send?999", 999}, {"send?:not_found", 404}, {"file?206", 206}, {"chunks?299", 299}, {"early?103", 200}, {"struct?599", 599}} {
		if status, body := s.get("/" + c.path); status != c.status || body != "body" {
			t.Errorf("%s: got %d %q", c.path, status, body)
		}
	}
	got := s.eval(`for n <- [100, 999, :ok] do Plug.Conn.Status.code(n) end ++ for n <- [99, 1000, 200.0, "200", nil] do
	  try do Plug.Conn.Status.code(n) rescue e in FunctionClauseError -> e.function end
	end`)
	if text := term.Inspect(got, term.Opts{}); text != "[100, 999, 200, :code, :code, :code, :code, :code]" {
		t.Errorf("the codes are %s", text)
	}
	if status, body := s.get("/send?1000"); status != 500 || strings.Contains(body, "body") {
		t.Errorf("at last: %d %q", status, body)
	}
}

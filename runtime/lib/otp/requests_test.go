package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRequestsTogether waits for requests whose replies may come in any order.
func TestRequestsTogether(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`{:ok, a} = Agent.start(fn -> 7 end)
		requests = :gen_server.send_request(a, {:get, & &1}, :seven, :gen_server.reqids_new())
		{answer, label, left} = :gen_server.receive_response(requests, 1000, true)
		{answer, label, :gen_server.reqids_to_list(left), :gen_server.receive_response(left, 0, true)}`: `{{:reply, 7}, :seven, [], :no_request}`,
		`{:ok, a} = Agent.start(fn -> 7 end)
		request = :gen_server.send_request(a, {:get, & &1})
		receive do message -> {:gen_server.check_response(:else, request), :gen_server.check_response(message, request)} end`: `{:no_reply, {:reply, 7}}`,
		`requests = :gen_server.send_request(:nobody, :page, :label, :gen_server.reqids_new())
		{answer, :label, same} = :gen_server.wait_response(requests, 1000, false)
		{answer, :gen_server.reqids_size(same)}`: `{{:error, {:noproc, :nobody}}, 1}`,
		`requests = :erpc.send_request(node(), fn -> 7 end, :seven, :erpc.reqids_new())
		{answer, label, left} = :erpc.receive_response(requests, 1000, true)
		{answer, label, :erpc.reqids_size(left)}`: `{7, :seven, 0}`,
		`{:ok, manager} = :gen_event.start()
		requests = :gen_event.send_request(manager, :nobody, :page, 7, :gen_event.reqids_new())
		:gen_event.receive_response(requests, 1000, true) |> put_elem(2, :left)`: `{{:error, :bad_module}, 7, :left}`,
		`try do :gen_server.reqids_size(:page) rescue e -> e.__struct__ end`: `ArgumentError`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

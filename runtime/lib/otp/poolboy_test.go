package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestPoolboy checks that workers are lent, awaited, replaced and dismissed as poolboy's
// documentation promises.
func TestPoolboy(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule PoolWorker do
		use GenServer
		def start_link(args), do: GenServer.start_link(__MODULE__, args)
		def init(args), do: {:ok, args}
		def handle_call(:args, _from, args), do: {:reply, args, args}
	end
	defmodule PoolTest do
		def start(options), do: :poolboy.start_link([worker_module: PoolWorker] ++ options, [:arg])
		def lent(pool, n), do: for(_ <- 1..n, do: :poolboy.checkout(pool, false))
		# Returns the status once it is as wanted.
		def awaited(pool, wanted), do: if(:poolboy.status(pool) == wanted, do: wanted, else: awaited(pool, wanted))
	end`)
	for _, c := range []struct{ name, src, want string }{
		{"a transaction", `{:ok, p} = PoolTest.start(size: 2)
			{:poolboy.transaction(p, &GenServer.call(&1, :args)), PoolTest.awaited(p, {:ready, 2, 0, 0})}`, `{[:arg], {:ready, 2, 0, 0}}`},
		{"all lent", `{:ok, p} = PoolTest.start(size: 1, max_overflow: 1)
			[a, b, c] = PoolTest.lent(p, 3)
			full = :poolboy.status(p)
			:poolboy.checkin(p, b)
			{is_pid(a), is_pid(b), c, full, PoolTest.awaited(p, {:overflow, 0, 0, 1})}`, `{true, true, :full, {:full, 0, 1, 2}, {:overflow, 0, 0, 1}}`},
		{"a waiting borrower", `{:ok, p} = PoolTest.start(size: 1, max_overflow: 0)
			[w] = PoolTest.lent(p, 1)
			t = Task.async(fn -> :poolboy.checkout(p) end)
			:poolboy.checkin(p, w)
			{Task.await(t) == w, PoolTest.awaited(p, {:ready, 1, 0, 0})}`, `{true, {:ready, 1, 0, 0}}`},
		{"a borrower that gives up", `{:ok, p} = PoolTest.start(size: 1, max_overflow: 0)
			[w] = PoolTest.lent(p, 1)
			gone = try do :poolboy.checkout(p, true, 0) catch :exit, {:timeout, _} -> :timeout end
			:poolboy.checkin(p, w)
			{gone, PoolTest.awaited(p, {:ready, 1, 0, 0})}`, `{:timeout, {:ready, 1, 0, 0}}`},
		{"a worker that ends", `{:ok, p} = PoolTest.start(size: 1, max_overflow: 0)
			[w] = PoolTest.lent(p, 1)
			GenServer.stop(w)
			PoolTest.awaited(p, {:ready, 1, 0, 0})
			:poolboy.checkout(p) != w`, `true`},
		{"a name, and the end", `{:ok, p} = PoolTest.start(size: 1, name: {:local, :pool_of_one})
			w = :poolboy.checkout(:pool_of_one)
			ref = Process.monitor(w)
			:ok = :poolboy.stop(:pool_of_one)
			{Process.whereis(:pool_of_one), Process.alive?(p), receive(do: ({:DOWN, ^ref, _, _, reason} -> reason))}`, `{nil, false, :shutdown}`},
		{"under a supervisor", `spec = :poolboy.child_spec(:some, [worker_module: PoolWorker, size: 1], [:other])
			{:ok, s} = Supervisor.start_link([spec], strategy: :one_for_one)
			[{:some, p, :worker, [:poolboy]}] = Supervisor.which_children(s)
			{spec, :poolboy.transaction(p, &GenServer.call(&1, :args)), Supervisor.stop(s)}`,
			`{{:some, {:poolboy, :start_link, [[worker_module: PoolWorker, size: 1], [:other]]}, :permanent, 5000, :worker, [:poolboy]}, [:other], :ok}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

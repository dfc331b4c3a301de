package node

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The tests in this file use a real Erlang node.

// An erlang is a running Erlang node with its output and its result.
type erlang struct {
	t   *testing.T
	out strings.Builder
	// log is its standard error. It contains complaints of erl's helper programs about the halt.
	log strings.Builder
	err chan error
}

// erl starts a real node that runs Erlang code and then halts. It skips the test if Erlang is not
// installed.
func (w *world) erl(t *testing.T, name, code string, flags ...string) *erlang {
	t.Helper()
	path, err := exec.LookPath("erl")
	if err != nil {
		t.Skip("no erl here")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	args := append([]string{"-sname", name, "-setcookie", "secret", "-start_epmd", "false", "-noinput"}, flags...)
	cmd := exec.CommandContext(ctx, path, append(args, "-eval", code+", init:stop().")...)
	cmd.Env = append(os.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(w.port), "ERL_CRASH_DUMP=/dev/null")
	e := &erlang{t: t, err: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = &e.out, &e.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { e.err <- cmd.Wait() }()
	return e
}

// says waits for the end of the node and compares its output.
func (e *erlang) says(want string) {
	e.t.Helper()
	if err := <-e.err; err != nil || strings.TrimSpace(e.out.String()) != want {
		e.t.Errorf("erl: %v\n got %s\nwant %s\n%s", err, e.out.String(), want, e.log.String())
	}
}

// TestCrashLogOfAProcessOfAnErlangNode checks the log events that nodes send to each other. They
// must have the same form as OTP's, so that each node can show the events of the other.
func TestCrashLogOfAProcessOfAnErlangNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.live(t, "a@localhost", "secret")
	e := w.erl(t, "erl@localhost", `
		register(main, self()),
		logger:set_primary_config(level, none),
		pong = net_adm:ping('a@localhost'),
		Log = whereis(logger_proxy),
		erlang:trace(Log, true, ['receive']),
		Next = fun() -> receive {trace, Log, 'receive', T} when element(1, T) =:= log -> T end end,
		P = spawn('a@localhost', erlang, error, [boom]),
		{log, error, "Error in process ~p on node ~p with exit value:~n~p~n", [P, 'a@localhost', {boom, _}], #{pid := P}} = Next(),
		rpc:call('a@localhost', logger, error, [<<"a text">>]),
		{log, error, <<"a text">>, #{}} = Next(),
		rpc:call('a@localhost', logger, error, [#{a => 1}]),
		{log, error, #{a := 1}, #{}} = Next(),
		rpc:call('a@localhost', logger, error, ["~p", [1]]),
		{log, error, "~p", [1], #{}} = Next(),
		{ok, Ag} = rpc:call('a@localhost', 'Elixir.Agent', start, [erlang, make_ref, []]),
		catch gen_server:call(Ag, {get, {erlang, error, [boom]}}),
		{log, error, #{label := {gen_server, terminate}, name := Ag, reason := {_, _}, client_info := {_, remote}}, #{}} = Next(),
		ok = sys:get_state(logger) =/= x andalso ok,
		true = Log =:= whereis(logger_proxy),
		User = rpc:call('a@localhost', erlang, whereis, [user]),
		group_leader(User, self()),
		logger:set_primary_config(level, error),
		logger:error("from ~p", [erl]),
		logger:error(#{label => {gen_server, terminate}, name => server, reason => boom, last_message => hi, state => 1, log => [], client_info => undefined}),
		spawn(fun() -> error(bang) end),
		receive stop -> ok end,
		group_leader(whereis(user), self()), io:format("done")`, "-kernel", "logger", "[{handler, default, undefined}]")
	a.printed("[error] from :erl", 1)
	a.printed("[error] GenServer :server terminating\n** (stop) :boom\nLast message: :hi\nState: 1", 1)
	a.printed(" on node :erl@localhost raised an exception\n** (ErlangError) Erlang error: :bang", 1)
	a.eval("send({:main, :erl@localhost}, :stop)") // a node that stops loses what its emulator still logs
	e.says("done")
}

// TestSystemMessagesAndTasksOfAnErlangNode checks that the messages of sys and Task.Supervisor
// match those of OTP and Elixir.
func TestSystemMessagesAndTasksOfAnErlangNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.live(t, "a@localhost", "secret")
	a.eval(`{:ok, pid} = Agent.start(fn -> 41 end, name: :agent); {:ok, tasks} = Task.Supervisor.start_link(name: :tasks); Process.unlink(tasks); {pid, tasks}`)
	e := w.erl(t, "erl@localhost", `
		pong = net_adm:ping('a@localhost'),
		Agent = {agent, 'a@localhost'}, Tasks = {tasks, 'a@localhost'},
		41 = sys:get_state(Agent),
		41 = sys:replace_state(Agent, fun erlang:abs/1),
		{status, _, {module, gen_server}, [_, running, _, [], _]} = sys:get_status(Agent),
		ok = sys:suspend(Agent), 41 = sys:get_state(Agent), ok = sys:resume(Agent),
		Owner = {node(), self(), self()},
		{ok, Task} = gen_server:call(Tasks, {start_task, [Owner, monitor], temporary, nil}),
		Ref = monitor(process, Task, [{alias, demonitor}]),
		Task ! {self(), Ref, Ref, [self()], {erlang, node, []}},
		receive {Ref, 'a@localhost'} -> ok end,
		{ok, _} = gen_server:call(Tasks, {start_task, [Owner, [self()], {erlang, send, [self(), started]}], nil, nil}),
		receive started -> ok end,
		[{specs, _}, {active, _}, {supervisors, 0}, {workers, _}] = gen_server:call(Tasks, count_children),
		{ok, _} = gen_event:start({local, events}),
		register(main, self()), receive {From, finish} -> From ! ok end, io:format("done")`)
	eventually(t, "the event manager", func() bool {
		return a.eval(`:erl@localhost in Node.list() and is_pid(:rpc.call(:erl@localhost, :erlang, :whereis, [:main]))`) == "true"
	})
	if got := a.eval(`:sys.get_state({:events, :erl@localhost})`); got != "[]" {
		t.Errorf("the state is %s", got)
	}
	a.eval(`send({:main, :erl@localhost}, {self(), :finish})`)
	e.says("done")
}

// TestGlobalNamesOfAnErlangNode registers names and locks together with OTP's own :global, using
// its protocol. All nodes of the cluster must know all names.
func TestGlobalNamesOfAnErlangNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.live(t, "a@localhost", "secret"), w.live(t, "b@localhost", "secret")
	const sleeper = `spawn(fn -> Process.sleep(:infinity) end)`
	a.eval(`:global.register_name(:clash, ` + sleeper + `)`)
	a.eval(`:global.register_name(:of_a, ` + sleeper + `)`)
	b.eval(`:global.register_name(:of_b, ` + sleeper + `)`)
	a.eval(`Node.connect(:b@localhost)`)
	second := w.erl(t, "second@localhost", `
		register(main, self()), yes = global:register_name(of_second, self()),
		receive {From, finish} -> From ! ok end, io:format("done")`)
	first := w.erl(t, "first@localhost", `
		logger:set_primary_config(level, none),
		Idle = fun() -> spawn(fun() -> receive stop -> ok end end) end,
		Mine = Idle(), yes = global:register_name(clash, Mine), yes = global:register_name(of_first, Idle()),
		(fun Wait() -> net_kernel:connect_node('second@localhost') orelse (timer:sleep(20) =:= ok andalso Wait()) end)(),
		pong = net_adm:ping('a@localhost'), ok = global:sync(),
		Sorted = fun() -> lists:sort(global:registered_names()) end,
		(fun Wait() -> Sorted() =:= [clash, of_a, of_b, of_first, of_second] orelse (timer:sleep(20) =:= ok andalso Wait()) end)(),
		(fun Wait() -> lists:sort(nodes()) =:= ['a@localhost', 'b@localhost', 'second@localhost'] orelse (timer:sleep(20) =:= ok andalso Wait()) end)(),
		ok = global:sync(),
		Winner = global:whereis_name(clash), Winner = rpc:call('a@localhost', global, whereis_name, [clash]),
		true = is_process_alive(Mine) =:= (Winner =:= Mine),
		yes = global:register_name(new, self()), Self = self(),
		[Self, Self] = [rpc:call(N, global, whereis_name, [new]) || N <- ['a@localhost', 'b@localhost']],
		no = rpc:call('b@localhost', global, register_name, [new, rpc:call('b@localhost', erlang, whereis, [rex])]),
		Rex = rpc:call('b@localhost', erlang, whereis, [rex]),
		yes = rpc:call('b@localhost', global, re_register_name, [new, Rex]), Rex = global:whereis_name(new),
		ok = rpc:call('a@localhost', global, unregister_name, [new]), undefined = global:whereis_name(new),
		true = global:set_lock({lock, self()}),
		false = rpc:call('a@localhost', global, set_lock, [{lock, other}, ['a@localhost', node()], 0]),
		true = global:del_lock({lock, self()}),
		held = rpc:call('a@localhost', global, trans, [{lock, other}, fun held:held/0, ['a@localhost', node()], 0]),
		ok = rpc:call('a@localhost', global, sync, []),
		Dies = global:whereis_name(of_b), R = monitor(process, Dies), exit(Dies, kill),
		receive {'DOWN', R, _, _, _} -> ok end,
		(fun Wait() -> global:whereis_name(of_b) =:= undefined orelse (timer:sleep(20) =:= ok andalso Wait()) end)(),
		{main, 'second@localhost'} ! {self(), finish}, receive ok -> ok end, io:format("done")`)
	a.eval("defmodule :held do\n  def held, do: :held\nend")
	first.says("done")
	second.says("done")
	eventually(t, "the names of the Erlang nodes are gone", func() bool {
		const names = `:global.registered_names() |> Enum.sort() |> Enum.filter(&(&1 in [:of_a, :of_first, :of_second]))`
		return a.eval(names) == "[:of_a]" && b.eval(names) == "[:of_a]"
	})
}

// TestShellForATerminalOfAnErlangNode opens a shell as iex --remsh of Elixir does.
func TestShellForATerminalOfAnErlangNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.liveIn(t, t.TempDir(), "a@localhost", "secret")
	w.erl(t, "erl@localhost", `
		pong = net_adm:ping('a@localhost'), User = group_leader(), group_leader(self(), self()),
		{module, 'Elixir.IEx'} = rpc:call('a@localhost', code, ensure_loaded, ['Elixir.IEx']),
		Shell = rpc:call('a@localhost', 'Elixir.IEx', start, [[], {'Elixir.IEx.CLI', remote_start, [self(), ref]}]),
		true = is_pid(Shell), link(Shell), process_flag(trap_exit, true),
		Loop = fun Loop(Lines, Seen) ->
			receive
				{'begin', ref, From} -> From ! {done, ref}, Loop(Lines, Seen);
				{io_request, From, As, {get_line, unicode, P}} ->
					From ! {io_reply, As, hd(Lines)}, Loop(tl(Lines), [Seen, P]);
				{io_request, From, As, {put_chars, unicode, T}} -> From ! {io_reply, As, ok}, Loop(Lines, [Seen, T]);
				{io_request, From, As, _} -> From ! {io_reply, As, ok}, Loop(Lines, Seen);
				{'EXIT', Shell, normal} -> Seen
			end
		end,
		Seen = Loop([<<"node()\n">>, <<"40 + 2\n">>, {error, terminated}], []),
		group_leader(User, self()), [_ | Rest] = string:split(Seen, "\n", all), io:put_chars(lists:join("\n", Rest))`).
		says("iex(a@localhost)1> :a@localhost\niex(a@localhost)2> 42\niex(a@localhost)3>")
}

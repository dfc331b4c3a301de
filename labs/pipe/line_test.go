package pipe

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/runtime/etf"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// heardOf collects the events that a node reports by itself.
type heardOf struct {
	mu                sync.Mutex
	text              strings.Builder
	halted, redefined []string
	stopping          []string
	up                chan struct{}
}

func (h *heardOf) Text(b []byte)    { h.mu.Lock(); h.text.Write(b); h.mu.Unlock() }
func (h *heardOf) Up()              { close(h.up) }
func (h *heardOf) Loaded(bool)      {}
func (h *heardOf) Halted(at string) { h.mu.Lock(); h.halted = append(h.halted, at); h.mu.Unlock() }
func (h *heardOf) Stopping(at string) {
	h.mu.Lock()
	h.stopping = append(h.stopping, at)
	h.mu.Unlock()
}
func (h *heardOf) Redefined(module, place string) {
	h.mu.Lock()
	h.redefined = append(h.redefined, module)
	h.mu.Unlock()
}

// connect connects a line to a node in this process.
func connect(t *testing.T) (*Line, *heardOf) {
	t.Helper()
	l, h, _ := connectTo(t)
	return l, h
}

// connectTo is like connect, but also returns the node.
func connectTo(t *testing.T) (*Line, *heardOf, *node.Node) {
	t.Helper()
	n, err := node.Start(node.Config{Cookie: "none", VM: vm.Config{Workers: 2}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	boot := NewBoot("none", true)
	fromLab, toNode := io.Pipe()
	h := &heardOf{up: make(chan struct{})}
	l := NewLine(boot.Key, toNode, etf.EncodeOpts{}, h)
	s := NewServer(boot, l)
	n.OnHalt(func(code int, by []vm.StackEntry) { s.Halting(code, by) })
	n.OnStop(s.Stopping)
	go s.Attend(n)
	<-h.up
	done := make(chan error, 1)
	go func() { done <- s.Serve(fromLab) }()
	t.Cleanup(func() {
		toNode.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l, h, n
}

// TestOutcomes checks each way in which code can end.
func TestOutcomes(t *testing.T) {
	l, _ := connect(t)
	for _, c := range []struct{ name, code, want string }{
		{"a value", "1 + a", "{:ok, 3}"},
		{"a value that looks like one with bindings", "{1, [a: 2]}", "{:ok, {1, [a: 2]}}"},
		{"an error", `raise "no"`, `{:raised, RuntimeError, "no", `},
		{"an error of Erlang", `:erlang.error(:badarg)`, `{:raised, ArgumentError, "argument error", `},
		{"an error of a library", `GenServer.call([], 1)`, `{:raised, FunctionClauseError, "no function clause matching in GenServer.`},
		{"a throw", "throw :x", "{:throw, :x}"},
		{"an exit", "exit :x", "{:exit, :x}"},
		{"a call of nobody", "GenServer.call(:nobody, 1)", "{:exit, :noproc}"},
		{"killed", "Process.exit(self(), :kill)", "{:exit, :killed}"},
		{"a loop", "f = fn f -> f.(f) end\nf.(f)", "{:loops, "},
		{"a loop that waits", "f = fn f -> receive do after 1 -> :ok end; Enum.to_list(1..100); f.(f) end\nf.(f)", "{:loops, "},
		{"waiting", "receive do :never -> 1 end", ":hangs"},
		{"text that is not Elixir", "1 +", "{:raised, TokenMissingError, "},
	} {
		v, err := l.Attempt(t.Context(), time.Second, c.code, term.List(term.Tup(term.Sym("a"), term.Int(2))))
		if got := term.Inspect(v, term.Opts{}); err != nil || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, %v, want %s", c.name, got, err, c.want)
		}
	}
}

// TestEval checks that values, errors of programs, and a node that has ended can be distinguished.
func TestEval(t *testing.T) {
	l, h := connect(t)
	if v, err := l.Eval(t.Context(), time.Second, "Enum.sum(1..10)", term.Empty); err != nil || !term.Equal(v, term.Int(55)) {
		t.Errorf("%v, %v", v, err)
	}
	var wrong *ProgramError
	if _, err := l.Eval(t.Context(), time.Second, `raise "no"`, term.Empty); !errors.As(err, &wrong) || wrong.Text != "** (RuntimeError) no" {
		t.Errorf("%v", err)
	}
	if _, err := l.Eval(t.Context(), 10*time.Second, "Enum.reduce(1..100_000, [], fn _, a -> [a] end)", term.Empty); !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
	large := term.List(term.Tup(term.Sym("a"), term.Str(strings.Repeat("x", maxFrame+1))))
	if _, err := l.Eval(t.Context(), 10*time.Second, "1", large); !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
	if v, err := l.Call(t.Context(), time.Second, term.Intern("erlang"), term.Intern("abs"), term.Int(-3)); err != nil || !term.Equal(v, term.Int(3)) {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := l.Eval(t.Context(), time.Second, `defmodule Enum do end`, term.Empty); !errors.As(err, &wrong) || len(h.redefined) != 1 || h.redefined[0] != "Enum" {
		t.Errorf("%v, %v", err, h.redefined)
	}
	if _, err := l.Eval(t.Context(), time.Second, `defmodule Mine do end`, term.Empty); err != nil {
		t.Error(err)
	}
	if err := l.Seal(t.Context(), term.Sym("Elixir.Mine")); err != nil {
		t.Error(err)
	}
	if _, err := l.Eval(t.Context(), time.Second, `defmodule Mine do end`, term.Empty); err != nil {
		t.Error(err) // defines the module that is sealed
	}
	if _, err := l.Eval(t.Context(), time.Second, `defmodule Mine do end`, term.Empty); !errors.As(err, &wrong) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Eval(ctx, time.Second, "receive do :never -> 1 end", term.Empty); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	l.Close()
	if _, err := l.Eval(t.Context(), time.Second, "1", term.Empty); !errors.Is(err, ErrGone) {
		t.Error(err)
	}
}

// TestTracersSeeNoChecks checks that a compiler's tracer of a program is not told of a module that
// a check defines.
func TestTracersSeeNoChecks(t *testing.T) {
	l, _ := connect(t)
	for _, code := range []string{
		`defmodule Spy do def trace(_, _), do: raise "no" end`,
		`Code.put_compiler_option(:tracers, [Spy])`,
		`defmodule Mine do def f(x), do: Enum.sum(x) end`,
	} {
		if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// TestServeEnds checks that a server ends without an error when its input ends, also amid a
// request.
func TestServeEnds(t *testing.T) {
	for _, input := range []string{"", "\x00\x00", "\x00\x00\x00\x05", "\x00\x00\x00\x05abc"} {
		if err := NewServer(Boot{}, io.Discard).Serve(strings.NewReader(input)); err != nil {
			t.Errorf("%q: %v", input, err)
		}
	}
	if err := NewServer(Boot{}, io.Discard).Serve(strings.NewReader("\xff\xff\xff\xff")); err == nil {
		t.Error("a request that is too long is not an error")
	}
}

// TestCrowdLoops checks that a function that waits for ever for processes without number counts as
// running without an end, and one that waits alone as waiting.
func TestCrowdLoops(t *testing.T) {
	l, _ := connect(t)
	for code, want := range map[string]string{
		"for _ <- 1..100, do: spawn(fn -> Process.sleep(:infinity) end); Process.sleep(:infinity)": "loops",
		"spawn(fn -> Process.sleep(:infinity) end); Process.sleep(:infinity)":                      "hangs",
	} {
		v, err := l.Attempt(t.Context(), time.Second, code, term.Empty)
		if e := v.Elems(); err != nil || !v.Is(term.Intern(want)) && (len(e) != 2 || !e[0].Is(term.Intern(want))) {
			t.Errorf("%s: %s, %v", code, term.Inspect(v, term.Opts{}), err)
		}
	}
}

// TestChecksAreNotWatched runs a program that traces everything. It must not see the code that the
// lab evaluates, nor its values, nor the functions that it calls.
func TestChecksAreNotWatched(t *testing.T) {
	l, _, n := connectTo(t)
	code := `
		asker = self()
		spawn(fn ->
			:erlang.trace(:all, true, [:call, :procs, :send, :receive, :set_on_spawn, :set_on_link])
			:erlang.trace_pattern({Code, :eval_string, :_}, true, [:global])
			:erlang.trace_pattern({:lists, :seq, :_}, true, [:local])
			send(asker, :ready)
			loop = fn loop, all ->
				receive do
					{:seen, to} -> send(to, {:seen, all}); loop.(loop, all)
					{:work, to} -> spawn(fn -> :lists.seq(7000, 7002); send(to, :worked) end); loop.(loop, all)
					m -> loop.(loop, [m | all])
				end
			end
			loop.(loop, [])
		end) |> then(&:persistent_term.put(:spy, &1))
		receive do :ready -> :ok end`
	// Runs as code of the project, unlike Eval.
	if _, err := n.Machine().Call(aCode, aEvalString, term.Str(code)); err != nil {
		t.Fatal(err)
	}
	secret := term.List(term.Tup(term.Sym("secret"), term.Sym("drawn_for_this_run")))
	spawns := `{_, ref} = spawn_monitor(fn -> {secret, :lists.seq(1, 3)} end)
		receive do {:DOWN, ^ref, _, _, _} -> {secret, :lists.seq(1, 3)} end`
	if _, err := l.Eval(t.Context(), 10*time.Second, spawns, secret); err != nil {
		t.Fatal(err)
	}
	code = `
		send(:persistent_term.get(:spy), {:work, self()})
		receive do :worked -> :ok end
		send(:persistent_term.get(:spy), {:seen, self()})
		receive do {:seen, all} -> inspect(all, limit: :infinity) end`
	v, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty)
	seen, _ := v.AsStr()
	if err != nil || strings.Contains(seen, "drawn_for_this_run") || strings.Contains(seen, "eval_string") || strings.Contains(seen, "[1, 3]") {
		t.Errorf("%s, %v", seen, err)
	}
	if !strings.Contains(seen, "[7000, 7002]") {
		t.Errorf("a program's own process is not traced: %s", seen)
	}
}

// TestFaultsAreTheLabs checks that programs can neither cut nor heal links while they are checked.
func TestFaultsAreTheLabs(t *testing.T) {
	l, _ := connect(t)
	code := `
		try do :lab_fault.heal([]) rescue e -> Exception.message(e) end`
	v, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty)
	if said, _ := v.AsStr(); err != nil || !strings.Contains(said, "by the checks alone") {
		t.Errorf("%v, %v", v, err)
	}
	if err := l.Cut(t.Context(), term.Sym("other@localhost")); err != nil {
		t.Errorf("the lab itself: %v", err)
	}
	if err := l.Heal(t.Context(), term.Sym("other@localhost")); err != nil {
		t.Errorf("the lab itself: %v", err)
	}
}

// TestAsked checks that the requester of a connection is determined by the real ancestors of
// processes.
func TestAsked(t *testing.T) {
	l, _ := connect(t)
	code := `
		defmodule Plan do
			use Supervisor
			def init(children), do: Supervisor.init(children, strategy: :one_for_one)
		end
		defmodule Asks do
			use GenServer
			def start_link(node), do: GenServer.start_link(__MODULE__, node)
			def init(node) do
				Node.connect(node)
				Task.await(Task.async(fn -> Node.connect(:deeper@localhost) end))
				{:ok, node}
			end
		end
		Node.start(:asker@localhost)
		Supervisor.start_link(Plan, [{Asks, :below@localhost}, %{id: :b, start: {Asks, :start_link, [:below@localhost]}}])
		Asks.start_link(:beside@localhost)
		forged = spawn(fn -> Process.put(:"$ancestors", [Plan]); Process.put(:"$initial_call", {:supervisor, Plan, 1}); Node.connect(:forged@localhost) end)
		ref = Process.monitor(forged)
		receive do {:DOWN, ^ref, _, _, _} -> Node.alive?() end`
	v, err := l.Eval(t.Context(), 20*time.Second, code, term.Empty)
	if err != nil {
		t.Fatal(err)
	}
	if !v.Is(term.ATrue) {
		t.Skip("no name can be had here")
	}
	all, err := l.Asked(t.Context(), vm.ModuleAtom("Plan").Term())
	if got := term.Inspect(all, term.Opts{}); err != nil || got != "%{below@localhost: 2, deeper@localhost: 2}" {
		t.Errorf("%s, %v", got, err)
	}
}

// TestStopping checks that the node reports when a program begins to stop it. The report must come
// before the applications end.
func TestStopping(t *testing.T) {
	l, h := connect(t)
	code := `
		Code.compile_string("defmodule Mine do\ndef stop, do: {:lab_node.stopping(), 1}\nend", "mine.ex")
		Mine.stop()`
	if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.stopping) != 1 || !strings.Contains(h.stopping[0], "mine.ex:2: Mine.stop/0") {
		t.Errorf("%q", h.stopping)
	}
}

// TestRefsCannotBeGuessed runs a task that guesses the reference of its own task and forges the
// reply. The references that the code creates must not reveal the references of the check. The code
// must not be able to record messages either.
func TestRefsCannotBeGuessed(t *testing.T) {
	l, _, _ := connectTo(t)
	code := `
		task = Task.async(fn ->
			[_, high, middle, low] = make_ref() |> :erlang.ref_to_list() |> to_string() |> String.split(".") |> Enum.map(&String.replace(&1, ">", ""))
			[first | _] = make_ref() |> :erlang.ref_to_list() |> to_string() |> String.split(".")
			for back <- -500..500, low = String.to_integer(low) + back, low >= 0 do
				send(hd(Process.get(:"$callers")), {:erlang.list_to_ref(~c"#{first}.#{high}.#{middle}.#{low}>"), :forged})
			end
			:earnest
		end)
		{Task.await(task), function_exported?(:lab_watch, :heard, 0)}`
	v, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty)
	if got := term.Inspect(v, term.Opts{}); err != nil || got != "{:earnest, false}" {
		t.Errorf("%s, %v", got, err)
	}
}

package node

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"lab/runtime/dist"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// closedWorld returns a closed node with a process that must not receive anything, a process that
// was opened, and a native that must not be called.
func closedWorld(t *testing.T) (w *world, closed *machine, victim term.Term, heard, opened chan term.Term) {
	w = newWorld(t)
	closed = w.start(NetConfig{Name: "closed@localhost", Hidden: true, Closed: true}, "secret")
	victim, heard = closed.box("victim")
	opened = make(chan term.Term, 1000)
	closed.m.SpawnActor("opened", func(_ *vm.Actor, msg term.Term) { opened <- msg }).Open()
	closed.m.Native("t", "run", 1, func(*vm.Process, []term.Term) (term.Term, error) {
		heard <- term.Sym("called")
		return term.Ok, nil
	})
	return w, closed, victim, heard, opened
}

// TestClosedNodeRefusesEveryOperation sends every operation of the protocol to a closed node.
func TestClosedNodeRefusesEveryOperation(t *testing.T) {
	t.Parallel()
	w, closed, victim, heard, opened := closedWorld(t)
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	me, mine := b.box("")
	if !b.Connect(closed.name) {
		t.Fatal("no link")
	}
	leader := closed.m.All()[0].GroupLeader()
	their := func(p term.Term) term.Term {
		id := p.Pid()
		return term.FromPid(&term.Pid{Node: closed.name, ID: id.ID, Serial: id.Serial, Creation: closed.m.Creation()})
	}
	ref, other := term.FromRef(b.m.NewRef()), term.FromRef(closed.m.NewRef())
	to, msg, call := their(victim), term.Sym("message"), term.Tup(term.Sym("t"), term.Sym("run"), term.Int(1))
	sent := map[int64]bool{}
	post := func(op int64, payload term.Term, args ...term.Term) {
		sent[op] = true
		if !b.end.Post(closed.name, dist.Message{Control: control(op, args...), Payload: payload}, false) {
			t.Errorf("operation %d was not sent", op)
		}
	}
	post(opSend, msg, unused, to)
	post(opSendSender, msg, me, to)
	post(opRegSend, msg, me, unused, term.Sym("victim"))
	post(opRegSend, msg, me, unused, term.Sym("opened"))
	post(opAliasSend, msg, me, other)
	post(opSpawnRequest, term.List(term.Int(1)), ref, me, me, call, term.Empty)
	post(opLink, none, me, to)
	post(opMonitorP, none, me, to, ref)
	post(opMonitorP, none, me, term.Sym("victim"), ref)
	post(opDemonitorP, none, me, to, ref)
	post(opUnlink, none, me, to)
	post(opUnlinkID, none, term.Int(1), me, to)
	post(opUnlinkIDAck, none, term.Int(1), me, to)
	post(opGroupLeader, none, me, to)
	post(opExit, none, me, to, term.Sym("boom"))
	post(opExit2, none, me, to, term.AKill.Term())
	post(opPayloadExit, term.Sym("boom"), me, to)
	post(opPayloadExit2, term.AKill.Term(), me, to)
	post(opMonitorPExit, none, me, to, other, term.Sym("boom"))
	post(opPayloadMonitorPExit, term.Sym("boom"), me, to, other)
	post(opSpawnReply, none, other, to, term.Int(0), me)
	for op := range handlers {
		if !sent[op] {
			t.Errorf("operation %d was not tried", op)
		}
	}
	// The opened process is reachable. Its message also shows that everything before it was
	// processed.
	open := closed.m.WhereIs(term.Intern("opened"))
	post(opSend, term.Sym("last"), unused, their(open))
	if got := receive(t, opened); !got.Is(term.Intern("last")) {
		t.Errorf("the opened process got %s", term.Inspect(got, term.Opts{}))
	}
	closed.m.Send(victim, term.Sym("end"))
	if got := receive(t, heard); !got.Is(term.Intern("end")) {
		t.Errorf("the victim heard %s", term.Inspect(got, term.Opts{}))
	}
	for _, p := range closed.m.All() {
		if p.Name() == term.Intern("victim") && !term.Equal(p.GroupLeader(), leader) {
			t.Error("the group leader was changed")
		}
	}
	select {
	case got := <-mine: // a process receives the answers to its own requests
		t.Errorf("the asker got %s", term.Inspect(got, term.Opts{}))
	default:
	}
}

// TestClosedNodeAnswersAsAnEmptyOne lets programs on another node query a closed node. The answers
// must be those of a node without processes.
func TestClosedNodeAnswersAsAnEmptyOne(t *testing.T) {
	t.Parallel()
	w, closed, _, heard, _ := closedWorld(t)
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	if pid := b.call(t, "spawn", closed.name.Term(), term.Sym("t"), term.Sym("run"), term.List(term.Int(1))); pid.Pid() == nil {
		t.Error("no pid")
	}
	got := make(chan term.Term, 10)
	a := b.m.SpawnActor("", func(_ *vm.Actor, msg term.Term) { got <- msg })
	a.Do(func() {
		_, _ = a.Process().Monitor(term.Tup(term.Sym("victim"), closed.name.Term()), vm.MonitorOpts{})
	})
	down := receive(t, got).Elems()
	if len(down) != 5 || !down[4].Is(aNoproc) {
		t.Errorf("got %v", down)
	}
	// The closed node's own requests are answered.
	if !closed.Connect(b.name) {
		t.Error("no link")
	}
	b.teach()
	mine := make(chan term.Term, 10)
	asker := closed.m.SpawnActor("", func(_ *vm.Actor, msg term.Term) { mine <- msg })
	asker.Open()
	closed.call(t, "spawn", b.name.Term(), term.Sym("t"), term.Sym("run"), term.List(asker.PID()))
	if got := receive(t, mine); got.Pid() == nil {
		t.Errorf("got %s", term.Inspect(got, term.Opts{}))
	}
	select {
	case got := <-heard:
		t.Errorf("heard %s", term.Inspect(got, term.Opts{}))
	default:
	}
}

// TestClosedNodeAgainstErlang lets a real Erlang node try the same operations.
func TestClosedNodeAgainstErlang(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("erl")
	if err != nil {
		t.Skip("no erl here")
	}
	w, closed, victim, heard, opened := closedWorld(t)
	code := `N = 'closed@localhost',
		true = net_kernel:connect_node(N),
		{badrpc, _} = rpc:call(N, t, run, [1], 5000),
		ok = try erpc:call(N, t, run, [1], 5000), called catch error:{erpc, _} -> ok end,
		P = spawn(N, t, run, [1]), R = monitor(process, P), receive {'DOWN', R, _, _, _} -> ok end,
		{victim, N} ! hello,
		M = monitor(process, {victim, N}), receive {'DOWN', M, _, _, noproc} -> ok end,
		pang = net_adm:ping('nobody@localhost'),
		{opened, N} ! hello,
		io:format("tried~n"), halt().`
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-sname", "erl@localhost", "-hidden", "-setcookie", "secret", "-noshell", "-eval", code)
	cmd.Env = append(cmd.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(w.port))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "tried") {
		t.Fatalf("%v\n%s", err, out)
	}
	closed.m.Send(victim, term.Sym("end"))
	if got := receive(t, heard); !got.Is(term.Intern("end")) {
		t.Errorf("the victim heard %s", term.Inspect(got, term.Opts{}))
	}
	if len(opened) > 0 {
		t.Errorf("a name was sent to")
	}
}

package node

import (
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// FuzzControl handles arbitrary terms as control messages of a linked peer. The node must keep
// running.
func FuzzControl(f *testing.F) {
	w := newWorld(f)
	a := w.start(NetConfig{Name: "a@localhost", Hidden: true}, "secret")
	b := w.start(NetConfig{Name: "b@localhost", Hidden: true}, "secret")
	// Node a opens the connection, because the accepting node may learn of the link later.
	if !a.Connect(b.name) {
		f.Fatal("no link")
	}
	link := a.end.Link(b.name)
	victim, _ := b.box("")
	theirs, ours := newCodec(b.m), newCodec(a.m)
	id := a.m.SpawnActor("victim", func(*vm.Actor, term.Term) {}).PID().Pid()
	to := term.FromPid(&term.Pid{Node: a.name, ID: id.ID, Serial: id.Serial, Creation: a.m.Creation()})
	ref, msg := term.FromRef(b.m.NewRef()), term.Sym("hello")
	add := func(payload term.Term, op int64, args ...term.Term) {
		out, err := theirs.Encode(nil, control(op, args...))
		if err == nil && !payload.IsNone() {
			out, err = theirs.Encode(out, payload)
		}
		if err != nil {
			f.Fatal(err)
		}
		f.Add(out)
	}
	call := term.Tup(term.Sym("m"), term.Sym("f"), term.Int(1))
	add(msg, opSend, unused, to)
	add(msg, opSendSender, victim, to)
	add(msg, opRegSend, victim, unused, term.Sym("victim"))
	add(msg, opAliasSend, victim, ref)
	add(none, opLink, victim, to)
	add(none, opUnlink, victim, to)
	add(none, opUnlinkID, term.Int(1), victim, to)
	add(none, opUnlinkIDAck, term.Int(1), victim, to)
	add(none, opExit, victim, to, msg)
	add(none, opExit2, victim, to, msg)
	add(msg, opPayloadExit, victim, to)
	add(msg, opPayloadExit2, victim, to)
	add(none, opGroupLeader, victim, to)
	add(none, opMonitorP, victim, to, ref)
	add(none, opDemonitorP, victim, to, ref)
	add(none, opMonitorPExit, victim, to, ref, msg)
	add(msg, opPayloadMonitorPExit, victim, to, ref)
	add(term.List(term.Int(1)), opSpawnRequest, ref, victim, victim, call, term.List(aLink.Term(), term.Tup(aMonitor.Term(), term.Empty)))
	add(none, opSpawnReply, ref, to, term.Int(3), victim)
	f.Fuzz(func(t *testing.T, bytes []byte) {
		ctl, rest, err := ours.Decode(bytes, false)
		if err != nil || len(ctl.Elems()) == 0 || !ctl.Elems()[0].IsSmall() {
			return
		}
		payload := none
		if len(rest) > 0 {
			if payload, _, err = ours.Decode(rest, false); err != nil {
				return
			}
		}
		_ = a.Control(link, ctl.Elems(), payload)
	})
}

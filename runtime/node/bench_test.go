package node

import (
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// pair starts two linked nodes.
func pair(b *testing.B) (x, y *machine) {
	w := newWorld(b)
	x = w.start(NetConfig{Name: "x@localhost"}, "secret")
	y = w.start(NetConfig{Name: "y@localhost"}, "secret")
	if !x.Connect(y.name) {
		b.Fatal("no link")
	}
	return x, y
}

// BenchmarkPingPong measures the round trip of a message to another node.
func BenchmarkPingPong(b *testing.B) {
	x, y := pair(b)
	me, back := x.box("")
	y.m.SpawnActor("echo", func(_ *vm.Actor, msg term.Term) { y.m.Send(msg, term.Ok) })
	echo := term.Tup(term.Sym("echo"), y.name.Term())
	for b.Loop() {
		x.m.Send(echo, me)
		<-back
	}
}

// BenchmarkThroughput measures a stream of small messages to another node.
func BenchmarkThroughput(b *testing.B) {
	x, y := pair(b)
	n, done := 0, make(chan struct{})
	y.m.SpawnActor("sink", func(*vm.Actor, term.Term) {
		if n++; n == b.N {
			close(done)
		}
	})
	sink := term.Tup(term.Sym("sink"), y.name.Term())
	msg := term.Tup(term.Sym("event"), term.Int(1), term.Str("some text"))
	b.ResetTimer()
	for range b.N {
		x.m.Send(sink, msg)
	}
	<-done
}

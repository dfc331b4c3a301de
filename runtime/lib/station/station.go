package station

import (
	"bytes"
	"sync"
	"testing"

	"lab/runtime/code"
	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Station is a running machine with a terminal in a buffer.
type Station struct {
	M  *vm.Machine
	S  *code.Server
	mu sync.Mutex
	// out holds the terminal's output.
	out bytes.Buffer
	// in holds the remaining lines of input.
	in []string
}

// Boot starts a machine with the whole library. input holds the lines of the terminal's input.
func Boot(t testing.TB, input ...string) *Station {
	t.Helper()
	return BootWith(t, vm.Config{Workers: 2}, input...)
}

// BootWith boots a station like Boot, with the given configuration of the engine.
func BootWith(t testing.TB, cfg vm.Config, input ...string) *Station {
	t.Helper()
	st := &Station{M: vm.New(cfg), in: input}
	t.Cleanup(st.M.Close)
	st.S = code.New(st.M)
	st.S.Print = st.print
	library.Install(st.M, st.S, lib.All())
	user := st.M.SpawnActor("user", st.serve)
	st.M.SetDefaultLeader(user.PID())
	if err := library.Boot(st.M); err != nil {
		t.Fatal(err)
	}
	return st
}

func (st *Station) print(text string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.out.WriteString(text)
}

// Printed returns the terminal's output so far.
func (st *Station) Printed() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.out.String()
}

// serve handles the I/O requests to the terminal.
func (st *Station) serve(_ *vm.Actor, msg term.Term) {
	e := msg.Elems()
	if len(e) != 4 || !e[0].Is(term.Intern("io_request")) {
		return
	}
	req := e[3].Elems()
	reply := term.Tup(term.Error, term.Sym("request"))
	switch {
	case len(req) == 3 && req[0].Is(term.Intern("put_chars")):
		text, _ := req[2].AsStr()
		st.print(text)
		reply = term.Ok
	case len(req) == 3 && req[0].Is(term.Intern("get_line")):
		prompt, _ := req[2].AsStr()
		st.print(prompt)
		reply = term.Sym("eof")
		if len(st.in) > 0 {
			reply = term.Str(st.in[0] + "\n")
			st.in = st.in[1:]
		}
	}
	st.M.Send(e[1], term.Tup(term.Sym("io_reply"), e[2], reply))
}

// Eval evaluates an Elixir expression and inspects its value.
func (st *Station) Eval(t testing.TB, src string) string {
	t.Helper()
	v, err := st.M.Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str("inspect(("+src+"\n))"))
	if err != nil {
		return "** " + err.Error()
	}
	text, _ := v.Elems()[0].AsStr()
	return text
}

package repl

import (
	"bytes"
	"strings"
	"testing"

	"lab/runtime/term"
)

// replies is a host that collects the terms that are sent.
type replies struct{ sent chan term.Term }

func (r replies) Send(_, msg term.Term) { r.sent <- msg }

// Apply returns the last argument, whatever the function.
func (r replies) Apply(_, _ term.Atom, args []term.Term) (term.Term, error) {
	return args[len(args)-1], nil
}

func ask(t *testing.T, l *Leader, h replies, what term.Term) term.Term {
	t.Helper()
	if !l.Handle(term.Tup(aIORequest.Term(), term.Sym("me"), term.Int(1), what)) {
		t.Fatal("not taken for a request")
	}
	return (<-h.sent).Elems()[2]
}

func TestRequests(t *testing.T) {
	uni, line := aUnicode.Term(), aGetLine.Term()
	put := aPutChars.Term()
	tests := []struct {
		name    string
		what    term.Term
		want    string // in a binary or an atom
		printed string
	}{
		{"put", term.Tup(put, uni, term.Str("hé")), "ok", "hé"},
		{"put chardata", term.Tup(put, uni, term.List(term.Int('a'), term.List(term.Str("b"), term.Int(0xe9)))), "ok", "abé"},
		{"put made", term.Tup(put, uni, term.Sym("m"), term.Sym("f"), term.List(term.Str("x"))), "ok", "x"},
		{"line", term.Tup(line, uni, term.Str("> ")), "one\n", "> "},
		{"chars", term.Tup(aGetChars.Term(), uni, term.Str("> "), term.Int(2)), "on", "> "},
		{"all", term.Tup(aGetUntil.Term(), uni, term.Str(""), aIOLib.Term(), aCollectChars.Term(), term.List(aEOF.Term())), "one\ntwo", ""},
		{"several", term.Tup(aRequests.Term(), term.List(term.Tup(put, uni, term.Str("1")), term.Tup(put, uni, term.Str("2")))), "ok", "12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := replies{make(chan term.Term, 1)}
			var out bytes.Buffer
			stop := make(chan struct{})
			defer close(stop)
			l := NewLeader(h, NewPlain(strings.NewReader("one\ntwo"), &out), stop)
			got, _ := text(ask(t, l, h, tt.what))
			if got != tt.want || out.String() != tt.printed {
				t.Errorf("answered %q and printed %q", got, out.String())
			}
		})
	}
}

func TestInputEnds(t *testing.T) {
	h := replies{make(chan term.Term, 1)}
	stop := make(chan struct{})
	defer close(stop)
	l := NewLeader(h, NewPlain(strings.NewReader("last"), &bytes.Buffer{}), stop)
	what := term.Tup(aGetLine.Term(), aUnicode.Term(), term.Str(""))
	if got, _ := text(ask(t, l, h, what)); got != "last" {
		t.Errorf("got %q", got)
	}
	if got := ask(t, l, h, what); !got.Is(aEOF) {
		t.Errorf("got %q after the end", got.Atom())
	}
}

func TestUnknownRequest(t *testing.T) {
	h := replies{make(chan term.Term, 1)}
	stop := make(chan struct{})
	defer close(stop)
	l := NewLeader(h, NewPlain(strings.NewReader(""), &bytes.Buffer{}), stop)
	if e := ask(t, l, h, term.Sym("nonsense")).Elems(); len(e) != 2 || !e[1].Is(aRequest) {
		t.Error("not answered with {:error, :request}")
	}
}

package repl

import (
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
)

// These are the atoms of the I/O protocol (Erlang/OTP documentation, stdlib, "The Erlang
// I/O-protocol").
var (
	aIORequest   = term.Intern("io_request")
	aIOReply     = term.Intern("io_reply")
	aPutChars    = term.Intern("put_chars")
	aGetLine     = term.Intern("get_line")
	aGetChars    = term.Intern("get_chars")
	aGetUntil    = term.Intern("get_until")
	aGetPassword = term.Intern("get_password")
	aRequests    = term.Intern("requests")
	aSetOpts     = term.Intern("setopts")
	aGetOpts     = term.Intern("getopts")
	aGeometry    = term.Intern("get_geometry")
	aColumns     = term.Intern("columns")
	aRows        = term.Intern("rows")
	aEOF         = term.Intern("eof")

	aCollectChars = term.Intern("collect_chars")
	aInterrupted  = term.Intern("interrupted")
	aTerminated   = term.Intern("terminated")
	aRequest      = term.Intern("request")
	aENotSup      = term.Intern("enotsup")
	aBinary       = term.Intern("binary")
	aList         = term.Intern("list")
	aEcho         = term.Intern("echo")
	aEncoding     = term.Intern("encoding")
	aUnicode      = term.Intern("unicode")
	aLatin1       = term.Intern("latin1")
	aExpandFun    = term.Intern("expand_fun")
	aDone         = term.Intern("done")
	aMore         = term.Intern("more")
)

var (
	errRequest = term.Tup(term.Error, aRequest.Term())
	errNotSup  = term.Tup(term.Error, aENotSup.Term())
)

// A request is one {:io_request, from, as, what} message.
type request struct {
	from, as, what term.Term
	cancel         chan struct{} // closed when the reading process has ended
}

// reads reports whether the request has to wait for input.
func (r request) reads() bool { return readsInput(r.what) }

func readsInput(what term.Term) bool {
	e := what.Elems()
	if len(e) < 2 {
		return false
	}
	switch e[0].Atom() {
	case aGetLine, aGetChars, aGetUntil, aGetPassword:
		return true
	case aRequests:
		all, _ := e[1].Slice()
		for _, one := range all {
			if readsInput(one) {
				return true
			}
		}
	}
	return false
}

// serve executes a request and returns the reply.
func (l *Leader) serve(what term.Term) term.Term {
	if what.Is(aGetOpts) {
		return l.options()
	}
	e := what.Elems()
	if len(e) == 0 {
		return errRequest
	}
	switch args := e[1:]; {
	case e[0].Is(aPutChars):
		return l.putChars(args)
	case e[0].Is(aGetLine) && len(args) == 1:
		return l.result(l.line(args[0]))
	case e[0].Is(aGetLine) && len(args) == 2:
		return l.result(l.line(args[1]))
	case e[0].Is(aGetChars) && len(args) >= 2:
		return l.getChars(args[len(args)-2], args[len(args)-1])
	case e[0].Is(aGetUntil) && len(args) == 5 && args[2].Is(aIOLib) && args[3].Is(aCollectChars):
		return l.everything(args[1])
	case e[0].Is(aGetUntil) && len(args) == 5:
		return l.getUntil(args[1], args[2], args[3], args[4])
	case e[0].Is(aRequests) && len(args) == 1:
		return l.all(args[0])
	case e[0].Is(aSetOpts) && len(args) == 1:
		return l.setOptions(args[0])
	case e[0].Is(aGeometry) && len(args) == 1:
		return l.geometry(args[0])
	case e[0].Is(aGetPassword):
		return errNotSup
	}
	return errRequest
}

// all executes requests in order until one fails.
func (l *Leader) all(list term.Term) term.Term {
	requests, ok := list.Slice()
	if !ok {
		return errRequest
	}
	answer := term.Ok
	for _, r := range requests {
		answer = l.serve(r)
		if e := answer.Elems(); len(e) > 0 && e[0].Is(term.AError) {
			break
		}
	}
	return answer
}

// putChars writes text. The request contains either the text or a function that returns the text.
func (l *Leader) putChars(args []term.Term) term.Term {
	var chars term.Term
	latin := false
	switch len(args) {
	case 1:
		chars = args[0]
	case 2:
		chars, latin = args[1], args[0].Is(aLatin1)
	case 4:
		list, ok := args[3].Slice()
		if !ok {
			return errRequest
		}
		made, err := l.host.Apply(args[1].Atom(), args[2].Atom(), list)
		if err != nil {
			return term.Tup(term.Error, aPutChars.Term())
		}
		chars = made
	default:
		return errRequest
	}
	s, ok := text(chars)
	if !ok {
		return term.Tup(term.Error, aPutChars.Term())
	}
	if latin {
		s = fromLatin1(s)
	}
	l.term.Print(s)
	return term.Ok
}

// everything reads the rest of the input, for IO.read(device, :eof).
func (l *Leader) everything(prompt term.Term) term.Term {
	var got strings.Builder
	for {
		s, err := l.line(prompt)
		if err != nil && got.Len() == 0 {
			return l.result("", err)
		}
		if err != nil {
			return l.result(got.String(), nil)
		}
		got.WriteString(s)
	}
}

// getChars reads n characters, across lines if necessary.
func (l *Leader) getChars(prompt, n term.Term) term.Term {
	want, ok := n.AsInt()
	if !ok || want < 0 {
		return errRequest
	}
	var got strings.Builder
	for count := int64(0); count < want; {
		s, err := l.line(prompt)
		if err != nil {
			if got.Len() > 0 {
				break
			}
			return l.result("", err)
		}
		cut := len(s)
		for i := range s {
			if count == want {
				cut = i
				break
			}
			count++
		}
		got.WriteString(s[:cut])
		l.rest = s[cut:]
	}
	return l.result(got.String(), nil)
}

// getUntil passes lines to a function until the function is done.
func (l *Leader) getUntil(prompt, module, function, extra term.Term) term.Term {
	more, ok := extra.Slice()
	if !ok {
		return errRequest
	}
	state := term.Empty
	for {
		input := aEOF.Term()
		if s, err := l.line(prompt); err == nil {
			input = term.Charlist(s)
		}
		args := append([]term.Term{state, input}, more...)
		out, err := l.host.Apply(module.Atom(), function.Atom(), args)
		e := out.Elems()
		switch {
		case err == nil && len(e) == 3 && e[0].Is(aDone):
			l.rest, _ = text(e[2])
			return e[1]
		case err == nil && len(e) == 2 && e[0].Is(aMore):
			state = e[1]
		default:
			return errRequest
		}
	}
}

func (l *Leader) geometry(which term.Term) term.Term {
	columns, rows, ok := l.term.Size()
	switch {
	case ok && which.Is(aColumns):
		return term.Int(int64(columns))
	case ok && which.Is(aRows):
		return term.Int(int64(rows))
	}
	return errNotSup
}

func (l *Leader) options() term.Term {
	l.mu.Lock()
	defer l.mu.Unlock()
	opts := []term.Term{
		term.Tup(aEcho.Term(), term.Bool(l.echo)),
		term.Tup(aBinary.Term(), term.Bool(l.binary)),
		term.Tup(aEncoding.Term(), aUnicode.Term()),
	}
	if !l.expand.IsNone() {
		opts = append([]term.Term{term.Tup(aExpandFun.Term(), l.expand)}, opts...)
	}
	return term.List(opts...)
}

func (l *Leader) setOptions(list term.Term) term.Term {
	opts, ok := list.Slice()
	if !ok {
		return errRequest
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range opts {
		e := o.Elems()
		switch {
		case o.Is(aBinary):
			l.binary = true
		case o.Is(aList):
			l.binary = false
		case len(e) == 2 && e[0].Is(aBinary):
			l.binary = e[1].Truthy()
		case len(e) == 2 && e[0].Is(aEcho):
			l.echo = e[1].Truthy()
		case len(e) == 2 && e[0].Is(aExpandFun):
			l.expand = e[1]
		case len(e) == 2 && e[0].Is(aEncoding):
		default:
			return errNotSup
		}
	}
	return term.Ok
}

// text flattens chardata: binaries, code points and lists of them. ok is false
// for anything else.
func text(t term.Term) (s string, ok bool) {
	if a := t.Atom(); a != 0 {
		return a.String(), true // a prompt may be an atom
	}
	if s, ok := t.AsStr(); ok {
		return s, true
	}
	var b strings.Builder
	if !appendText(&b, t) {
		return "", false
	}
	return b.String(), true
}

func appendText(b *strings.Builder, t term.Term) bool {
	for {
		if s, ok := t.AsStr(); ok {
			b.WriteString(s)
			return true
		}
		c := t.Cons()
		if c == nil {
			return t.IsEmpty()
		}
		if n, ok := c.Head.AsInt(); ok {
			if n < 0 || n > utf8.MaxRune {
				return false
			}
			b.WriteRune(rune(n))
		} else if !appendText(b, c.Head) {
			return false
		}
		t = c.Tail
	}
}

// fromLatin1 decodes each byte of s as a Latin-1 character. It returns s unchanged if s is valid
// UTF-8.
func fromLatin1(s string) string {
	if utf8.ValidString(s) {
		return s // already decoded from a list of code points
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

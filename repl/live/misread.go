package live

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file explains errors that newcomers often misread, such as text in place of an atom or a
// name that is not registered. An explanation names the cause and leaves the fix to the student.

// A misreading is a pattern of a printed error and its explanation, in which $1 is the name that
// the error mentions.
type misreading struct {
	printed string
	says    string
}

const textual = "a name in quotes is text: the name of a node is an atom, which begins with a colon"

const unhosted = ":$1 is not the name of a node: what comes after the @?"

// misreadings are tried in this order.
var misreadings = []misreading{
	{`no function clause matching in (?::net_kernel|:net_adm|Node)\.(?:connect_node|connect|ping|disconnect|monitor)/\d[\s\S]*# 1\s+"`, textual},
	{`no function clause matching in Node\.set_cookie/`, "a cookie is an atom, too: it begins with a colon"},
	{`invalid character "@" [^\n]* in identifier: ([\w@.]+)`, "$1 names a node only as an atom, with a colon before it"},
	{`GenServer\.whereis/1[\s\S]*# 1\s+\{[^{}"\[]*, "`, textual},
	{`GenServer\.whereis/1[\s\S]*# 1\s+\{[^{}"\[]*, \[`, "{name, node} takes one node, and this is a list of nodes"},
	{`invalid destination[\s\S]*:erlang\.send\(\{[^{}"\[]*, "`, textual},
	{`invalid destination[\s\S]*:erlang\.send\((:\w+),`, "no process on this node is registered as $1"},
	{`no connection to Elixir\.([\w.]+)\n`, "$1 is in the place of a node: in {name, node} the name comes first"},
	{`no connection to ([^\s@]+)\n`, unhosted},
	{`GenServer\.call\((#PID<[\d.]+>),[\s\S]*no process: `, "$1 has ended: is there a new process in its place?"},
	{`GenServer\.call\((\{[^{}]*\}|[\w.:]+),[\s\S]*no process: `, "no process is registered as $1 now: was it started, and has it crashed since?"},
}

// sending matches a message to a node whose name has no host. Nothing fails then: the message is
// lost, and the node may log it after the next prompt.
var sending = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:send|cast)[ (]+\{[^{}]*,\s*:(\w+)\}`)
})

// unhostedIn explains a typed line that sends to a node whose name has no host, or returns "".
func unhostedIn(typed string) string {
	at := sending().FindStringSubmatchIndex(typed)
	if at == nil {
		return ""
	}
	return string(sending().ExpandString(nil, unhosted, typed, at))
}

// exits are the lines with which newcomers try to leave. Elixir has no such functions.
var exits = []string{"exit", "exit()", "quit", "quit()", "q", "bye"}

// wantsOut reports whether a line was an attempt to leave that Elixir did not understand. It looks
// only for the exception, because the name of the missing variable or function may be printed
// later.
func wantsOut(typed, printed string) bool {
	return slices.Contains(exits, strings.TrimSpace(typed)) && strings.Contains(printed, "CompileError")
}

// readers are the compiled patterns of misreadings.
var readers = sync.OnceValue(func() []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(misreadings))
	for i, m := range misreadings {
		all[i] = regexp.MustCompile(m.printed)
	}
	return all
})

// misread explains a printed error. It returns "" for errors that need no explanation.
func misread(printed string) string {
	for i, reader := range readers() {
		if at := reader.FindStringSubmatchIndex(printed); at != nil {
			return string(reader.ExpandString(nil, misreadings[i].says, printed, at))
		}
	}
	return ""
}

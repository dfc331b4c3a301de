package probe

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"lab/labs/observe"
	"lab/runtime/term"
)

// This file collects the state of a node, once a second.

// These limits apply to the data of a node in a snapshot.
const (
	mostProcesses = 500
	mostTables    = 200
	mostTrees     = 40
	mostChildren  = 100
)

// A look collects the state of a node once.
type look struct {
	asker Asker
	fun   func(mod, name string, arity int64) term.Term
	node  *observe.Node
	// grown are the previous supervision trees, for use while processes are traced. A request to a
	// traced supervisor would appear in its trace.
	grown []observe.Branch
	keep  bool
	err   error
}

// ask returns the result of a function on the node, or [] if the function fails. After a timeout
// or a lost connection it makes no more requests.
func (l *look) ask(mod, fun string, args ...term.Term) term.Term {
	if l.err != nil {
		return term.Empty
	}
	v, err := l.asker.Ask(l.node.Name, mod, fun, args...)
	switch {
	case errors.Is(err, errSilent), errors.Is(err, errDown):
		l.err = err
		return term.Empty
	case err != nil:
		return term.Empty
	}
	return v
}

// each maps an OTP function over a list of arguments in a single request.
func (l *look) each(mod, fun string, list []term.Term) []term.Term {
	if len(list) == 0 {
		return nil
	}
	out, _ := l.ask("lists", "map", l.fun(mod, fun, 1), term.List(list...)).Slice()
	if len(out) != len(list) {
		return make([]term.Term, len(list))
	}
	return out
}

// all makes all requests to the node.
func (l *look) all() {
	l.links()
	l.system()
	l.processes()
	l.globals()
	l.tables()
	l.apps()
}

func (l *look) links() {
	l.node.Peers = slices.DeleteFunc(atoms(l.ask("erlang", "nodes")), func(peer string) bool { return !strings.Contains(peer, "@") })
	slices.Sort(l.node.Peers)
}

func (l *look) system() {
	n := l.node
	n.PID, _ = strconv.Atoi(text(l.ask("os", "getpid")))
	machine := text(l.ask("erlang", "system_info", term.Sym("machine")))
	n.Lab = machine == "LAB"
	n.Kind = "Erlang/OTP " + text(l.ask("erlang", "system_info", term.Sym("otp_release")))
	if n.Lab {
		n.Kind = "lab"
	}
	n.Memory = number(l.ask("erlang", "memory", term.Sym("total")))
	n.Living = int(number(l.ask("erlang", "system_info", term.Sym("process_count"))))
}

func (l *look) apps() {
	list, _ := l.ask("application", "which_applications", term.Int(answerTime.Milliseconds())).Slice()
	for _, e := range list {
		app := e.Elems()
		if len(app) != 3 {
			continue
		}
		l.node.Apps = append(l.node.Apps, name(app[0])+" "+text(app[2]))
		if name(app[0]) == "elixir" && !l.node.Lab {
			l.node.Kind = "Elixir " + text(app[2]) + ", " + strings.TrimPrefix(l.node.Kind, "Erlang/")
		}
	}
	slices.Sort(l.node.Apps)
}

// items are the keys of process_info/2 to request.
var items = []string{"registered_name", "initial_call", "current_function", "status", "message_queue_len", "memory", "reductions"}

func (l *look) processes() {
	pids, _ := l.ask("erlang", "processes").Slice()
	if l.node.Living < len(pids) {
		l.node.Living = len(pids)
	}
	pids = l.chosen(pids)
	if len(pids) == 0 {
		return
	}
	want := make([]term.Term, len(items))
	for i, item := range items {
		want[i] = term.Sym(item)
	}
	wants := slices.Repeat([]term.Term{term.List(want...)}, len(pids))
	told, _ := l.ask("lists", "zipwith", l.fun("erlang", "process_info", 2), term.List(pids...), term.List(wants...)).Slice()
	if len(told) != len(pids) {
		return
	}
	calls := l.each("proc_lib", "translate_initial_call", pids)
	apps := l.each("application", "get_application", pids)
	var supervisors []term.Term
	for i, t := range told {
		if !t.IsList() || t.IsEmpty() {
			continue // the process has ended
		}
		p := l.process(pids[i], readRecord(t), calls[i], apps[i])
		l.node.Processes = append(l.node.Processes, p)
		if c := calls[i].Elems(); len(c) == 3 && c[0].Is(term.Intern("supervisor")) {
			supervisors = append(supervisors, pids[i])
		}
	}
	slices.SortStableFunc(l.node.Processes, inOrder)
	if l.node.Trees = l.grown; !l.keep {
		l.trees(supervisors)
	}
}

// chosen selects the processes to list if there are too many. It selects those with a name and the
// newest, because the newest usually belong to programs.
func (l *look) chosen(pids []term.Term) []term.Term {
	names := atoms(l.ask("erlang", "registered"))
	slices.Sort(names)
	l.node.Names = names
	if len(pids) <= mostProcesses {
		return pids
	}
	var syms []term.Term
	for _, n := range names[:min(len(names), mostProcesses/2)] {
		syms = append(syms, term.Sym(n))
	}
	var out []term.Term
	has := map[uint32]bool{}
	for _, p := range slices.Concat(l.each("erlang", "whereis", syms), pids[len(pids)-mostProcesses/2:]) {
		if id := pidNumber(p); p.Pid() != nil && !has[id] {
			has[id], out = true, append(out, p)
		}
	}
	return out
}

func (l *look) process(id term.Term, r record, call, app term.Term) observe.Process {
	p := observe.Process{PID: pid(l.node.Name, id), Initial: function(call), Current: function(r["current_function"]),
		Status: name(r["status"]), Queue: int(number(r["message_queue_len"])), Memory: number(r["memory"]), Work: number(r["reductions"])}
	if t := r["registered_name"]; t.IsAtom() {
		p.Name = name(t)
	}
	const untold = "proc_lib.init_p/5"
	if p.Initial == "" || p.Initial == untold {
		p.Initial = function(r["initial_call"])
	}
	if p.Initial == "" || p.Initial == untold || p.Initial == "erlang.apply/2" {
		p.Initial = p.Current
	}
	p.System = isSystem(p, id, app)
	return p
}

// otpApps are the applications that every Erlang or Elixir node runs.
var otpApps = []string{"kernel", "stdlib", "compiler", "elixir", "logger", "iex", "eex", "mix", "sasl", "ssl", "crypto", "public_key", "asn1", "inets"}

// labNames are the names of system processes on a node of lab.
var labNames = []string{"kernel_sup", "logger", "logger_proxy", "global_name_server", "rex", "net_kernel", "user", "standard_error"}

// otpCalls are prefixes of the initial calls of processes that serve prompts, remote calls, and the
// map of a lab.
var otpCalls = []string{"erpc.", "IEx.", "io.", "timer.sleep/", "LabWatch."}

// firstOfPrograms is the lowest process number that a program's process may have. Lower numbers
// belong to Erlang's boot processes.
const firstOfPrograms = 45

func isSystem(p observe.Process, id, app term.Term) bool {
	if of := app.Elems(); len(of) == 2 {
		return slices.Contains(otpApps, name(of[1]))
	}
	return slices.Contains(labNames, p.Name) || pidNumber(id) < firstOfPrograms ||
		slices.ContainsFunc(otpCalls, func(prefix string) bool { return strings.HasPrefix(p.Initial, prefix) })
}

// inOrder sorts processes of programs before those of the system, and named processes before
// others.
func inOrder(a, b observe.Process) int {
	rank := func(p observe.Process) int {
		switch {
		case p.System:
			return 2
		case p.Name == "":
			return 1
		}
		return 0
	}
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return strings.Compare(a.Name, b.Name)
}

func (l *look) globals() {
	names, _ := l.ask("global", "registered_names").Slice()
	for i, at := range l.each("global", "whereis_name", names) {
		g := observe.Global{Name: name(names[i])}
		if p := at.Pid(); p != nil {
			g.Node, g.PID = p.Node.String(), pid(p.Node.String(), at)
		}
		l.node.Globals = append(l.node.Globals, g)
	}
	slices.SortFunc(l.node.Globals, func(a, b observe.Global) int { return strings.Compare(a.Name, b.Name) })
}

func (l *look) tables() {
	tabs, _ := l.ask("ets", "all").Slice()
	l.node.Tabled = len(tabs)
	tabs = tabs[:min(len(tabs), mostTables)]
	for _, t := range l.each("ets", "info", tabs) {
		r := readRecord(t)
		if len(r) == 0 {
			continue
		}
		l.node.Tables = append(l.node.Tables, observe.Table{Name: name(r["name"]), Owner: pid(l.node.Name, r["owner"]), Type: name(r["type"]),
			Protection: name(r["protection"]), Size: number(r["size"]), Words: number(r["memory"])})
	}
	slices.SortStableFunc(l.node.Tables, func(a, b observe.Table) int { return strings.Compare(a.Name, b.Name) })
}

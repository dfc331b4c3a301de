package syntax

import (
	"strings"

	"lab/runtime/term"
)

// A side is the side of an operator on which an operand is.
type side bool

const (
	left  side = false
	right side = true
)

// operatorByName maps the name of an infix operator to its precedence and associativity.
var operatorByName = namedOperators()

func namedOperators() map[string]binding {
	m := map[string]binding{
		"when": operators[tWhen], "and": operators[tAnd], "or": operators[tOr], "in": operators[tIn], "not in": operators[tIn],
	}
	for _, list := range symbols {
		for _, y := range list {
			if int(y.kind) < len(operators) && operators[y.kind].prec > 0 {
				m[y.text] = operators[y.kind]
			}
		}
	}
	return m
}

// The formatter writes parentheses that the syntax does not require: around operators in the
// operands of wrapsOperands, and around logical operators in the operands of logical. unaryNames
// are the prefix operators.
var (
	wrapsOperands = set("|> <<< >>> <~ ~> <<~ ~>> <~> <|> ^^^ +++ --- in not in ++ -- .. <>")
	logical       = set("|| ||| or && &&& and")
	unaryNames    = set("! ^ not ~~~ + - & @ ...")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	if m["not"] && m["in"] {
		m["not in"] = true
	}
	return m
}

// IsOperator reports whether a name is an operator of the given arity.
func IsOperator(name string, arity int) bool {
	switch arity {
	case 0:
		return name == ".." || name == "..."
	case 1:
		return unaryNames[name]
	case 2:
		_, ok := operatorByName[name]
		return ok && name != "not in" && name != "//" || name == "."
	}
	return arity == 3 && name == "..//"
}

// isBinary reports whether t is a call of an infix operator, or of not around in.
func isBinary(t term.Term) bool {
	s := shapeOf(t)
	if s.is("not", 1) {
		return shapeOf(s.args[0]).is("in", 2)
	}
	_, ok := operatorByName[s.name()]
	return ok && s.call && len(s.args) == 2
}

// isUnary reports whether t is a call of a prefix operator, except a placeholder such as &1.
func isUnary(t term.Term) bool {
	s := shapeOf(t)
	if !s.call || len(s.args) != 1 || !unaryNames[s.name()] || isBinary(t) {
		return false
	}
	return s.name() != "&" || !s.args[0].IsInteger()
}

func parens(d layout) layout { return cat{text("("), here{d}, text(")")} }

// formatOperator writes a call of an operator. It returns nil for other calls.
func formatOperator(s shape) layout {
	name := s.name()
	if _, ok := operatorByName[name]; ok && len(s.args) == 2 {
		return formatBinary(name, name, s.args)
	}
	if unaryNames[name] && len(s.args) == 1 {
		return formatUnary(name, s.args[0])
	}
	return nil
}

// formatUnary writes a call of a prefix operator. An operand that is an operator gets parentheses,
// except a repeated not or !.
func formatUnary(name string, arg term.Term) layout {
	d := formatExpr(arg)
	in := shapeOf(arg)
	nested := in.is(name, 1) && (name == "!" || name == "not")
	if name == "not" {
		name = "not "
	}
	if (isBinary(arg) || isUnary(arg)) && !nested {
		return cat{text(name), parens(d)}
	}
	return cat{text(name), d}
}

// formatBinary writes a call of an infix operator. op is its name in operatorByName, and shown is
// its text.
func formatBinary(shown, op string, args []term.Term) layout {
	l := formatOperand(args[0], op, left)
	r := formatOperand(args[1], op, right)
	switch {
	case op == "..":
		return cat{l, text(".."), r}
	case op == "|>" || op == "~>" || op == "~>>" || op == "<~" || op == "<<~" || op == "<~>":
		return group{cat{l, soft(" "), text(shown + " "), r}}
	case op == "when" && isPairs(args[1]):
		pairs, _ := args[1].Slice()
		return group{cat{l, text(" when"), nest{cat{soft(" "), join(formatPairs(pairs), cat{text(","), soft(" ")})}}}}
	case keepsLine(args[1]) || op == "|" || op == "\\\\":
		return cat{l, text(" " + shown + " "), r}
	}
	return group{cat{l, text(" " + shown), nest{group{cat{soft(" "), r}}}}}
}

// keepsLine reports whether t starts on the line of the operator before it, even if t needs several
// lines.
func keepsLine(t term.Term) bool {
	if t.IsList() || t.IsTuple() && len(t.Elems()) == 2 {
		return true
	}
	s := shapeOf(t)
	return s.is("fn", -1) || s.is("%{}", -1) || s.is("%", -1) || s.is("{}", -1)
}

// formatOperand writes an operand of op. It adds parentheses if the precedence requires
// parentheses, or if Elixir's formatter always writes parentheses there.
func formatOperand(t term.Term, op string, on side) layout {
	d := formatExpr(t)
	if !isBinary(t) {
		s := shapeOf(t)
		if s.is("&", 1) && !s.args[0].IsInteger() && on == left || s.is("->", -1) {
			return parens(d)
		}
		if _, block := blockSections(s.args); on == left && !block && s.call && isName(s.name()) && withoutParens(s.name(), len(s.args)) {
			return formatCall(text(s.name()), s.args, false)
		}
		return d
	}
	inner := shapeOf(t).name()
	if inner == "not" {
		inner = "in"
	}
	p, q := operatorByName[op], operatorByName[inner]
	same := p.prec == q.prec && p.right == (on == right)
	if same && (on == left || inner == op) {
		return d
	}
	if wrapsOperands[op] && inner != ".." || logical[op] && logical[inner] || p.prec > q.prec || p.prec == q.prec && !same {
		return parens(d)
	}
	return d
}

// formatCapture writes &1, &name/arity, &(expression) or & &1.name.
func formatCapture(arg term.Term) layout {
	if arg.IsInteger() {
		return cat{text("&"), formatExpr(arg)}
	}
	if s := shapeOf(arg); s.is("/", 2) && s.args[1].IsInteger() {
		f := shapeOf(s.args[0])
		arity := term.Inspect(s.args[1], term.Opts{})
		if target, name, ok := f.dotted(); ok && name.IsAtom() && len(f.args) == 0 {
			return cat{text("&"), formatTarget(target), text("." + remoteName(name) + "/" + arity)}
		}
		if f.ok && !f.call {
			return text("&" + f.name() + "/" + arity)
		}
	}
	d := formatExpr(arg)
	if isBinary(arg) || isUnary(arg) && !shapeOf(arg).is("&", 1) {
		return cat{text("&"), parens(d)}
	}
	if strings.HasPrefix(render(d), "&") {
		return cat{text("& "), d}
	}
	return cat{text("&"), d}
}

// formatAttribute writes @name or @name value.
func formatAttribute(arg term.Term) layout {
	s := shapeOf(arg)
	if s.call && len(s.args) == 1 && isName(s.name()) {
		if isPairs(s.args[0]) {
			pairs, _ := s.args[0].Slice()
			return cat{text("@" + s.name() + " "), join(formatPairs(pairs), text(", "))}
		}
		return cat{text("@" + s.name() + " "), formatExpr(s.args[0])}
	}
	return formatUnary("@", arg)
}

package diagnostic

// These are the errors and warnings about variables.
var (
	MisplacedPin = failure(inScope, "misplaced operator ^%s\n"+
		"\nThe pin operator ^ is supported only inside matches or inside custom macros. Make sure you are inside a match or all necessary macros have "+
		"been required")
	InvalidPin        = failure(inScope, "invalid argument for unary operator ^, expected an existing variable, got: ^%s")
	UndefinedPinned   = fault(`undefined variable ^%s. No variable "%s"%s has been defined before the current pattern`)
	InvalidUnderscore = failure(inScope, "invalid use of _. _ can only be used inside patterns to ignore values and cannot be used in expressions. Make sure you are inside a pattern "+
		"or change it accordingly")
	UnderscoredTwice = warning(inScope, `the underscored variable "%s" appears more than once in a match. This means the pattern will only match if all "%s" bind to the same value. `+
		"If this is the intended behaviour, please remove the leading underscore from the variable name, otherwise give the variables different names")
	UnderscoredUsed = warning(inScope, `the underscored variable "%s" is used after being set. A leading underscore indicates that the value of the variable should be ignored. If `+
		"this is intended please rename the variable to remove the underscore")
	VariableTakenAsCall     = warning(inScope, `variable "%s" does not exist and is being expanded to "%s()", please use parentheses to remove the ambiguity or change the variable name`)
	UndefinedVariable       = fault(`undefined variable "%s"%s`)
	StacktraceOutsideRescue = failure(inScope, "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions")
	CallerOutsideMacro      = failure(inScope, "__CALLER__ is available only inside defmacro and defmacrop")
	UnknownCompilerVariable = warning(inScope, `unknown compiler variable "%s" (expected one of __MODULE__, __ENV__, __DIR__, __CALLER__, __STACKTRACE__)`)
	UnusedVariable          = warning(inScope, `variable "%s" is unused (if the variable is not meant to be used, prefix it with an underscore)`)
	UnusedVariableAgain     = warning(inScope, `variable "%s" is unused (there is a variable with the same name in the context, use the pin operator (^) to match on it or prefix this variable with `+
		"underscore if it is not meant to be used)")
	DefinedByItself    = failure(inScope, "recursive variable definition in patterns:\n\n%s\n\nthe variable %s is defined in function of itself")
	DefinedByEachOther = failure(inScope, "recursive variable definition in patterns:\n\n%s\n\nthe variable %s is defined recursively in function of %s")
	DefinedInCycle     = failure(inScope, "recursive variable definition in patterns:\n\n%s\n\nthe following variables form a cycle: %s")
	UndefinedName      = failure(inScope, `undefined variable "%s"`)
)

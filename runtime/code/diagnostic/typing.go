package diagnostic

// These are the warnings about types. Each text ends with the places where the variables got their
// types.
var (
	TypesOfVariable       = warning(inScope, "incompatible types assigned to %s:\n\n    %s !~ %s\n%s")
	IncompatibleTypes     = warning(inScope, "incompatible types in expression:\n\n    %s\n\ngot type:\n\n    %s\n\nbut expected type:\n\n    %s\n%s")
	BadArguments          = warning(inScope, "incompatible types given to %s:\n\n    %s\n\ngiven types:\n\n    %s\n\n%s%s")
	BadDefaults           = warning(inScope, "incompatible types given as default arguments to %s:\n\n    %s\n\n%s%s")
	ClauseNeverMatches    = warning(inScope, "the following clause will never match:\n\n    %s\n\nbecause it attempts to match on the result of:\n\n    %s\n\nwhich has type:\n\n    %s\n%s")
	ElseOfTryNeverMatches = warning(inScope, "the following clause will never match:\n\n    %s\n\nit attempts to match on the result of the try do-block which has incompatible type:\n\n    %s\n%s")
	MatchNeverMatches     = warning(inScope, "the following pattern will never match:\n\n    %s\n\nbecause the right-hand side has type:\n\n    %s\n%s")
	PatternNeverMatches   = warning(inScope, "the following pattern will never match:\n\n    %s\n%s")
	ConditionIsOfOneType  = warning(inScope, "the following conditional expression will always evaluate to %s:\n\n    %s\n%s")
	CondOfOneType         = warning(inScope, "this clause in cond will %s:\n\n    %s\n\nsince it has type:\n\n    %s\n%s")
	ComparisonOfDistinct  = warning(inScope, "comparison between distinct types found:\n\n    %[1]s\n\ngiven types:\n\n    %[2]s\n%[3]s\n"+
		"While Elixir can compare across all types, you are comparing across types which are always disjoint, and the result is either always true or always false\n")
	ComparisonOfStructs = warning(inScope, "comparison with structs found:\n\n    %[1]s\n\ngiven types:\n\n    %[2]s\n%[3]s\n"+
		"Comparison operators (>, <, >=, <=, min, and max) perform structural and not semantic comparison. Comparing with a struct won't give meaningful results. "+
		"Structs that can be compared typically define a compare/2 function within their modules that can be used for semantic comparison.\n")
	UnknownKey          = warning(inScope, "unknown key .%s in expression:\n\n    %s\n\nthe given type does not have the given key:\n\n    %s\n%s")
	KeyOfNoMap          = warning(inScope, "expected a map or struct when accessing .%s in expression:\n\n    %s\n%s")
	CallOfNoModule      = warning(inScope, "expected a module (an atom) when invoking %s/%d in expression:\n\n    %s\n%s")
	NotAFunction        = warning(inScope, "expected a %d-arity function on call:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	NoSuchElement       = warning(inScope, "expected a tuple with at least %s in Kernel.elem/2:\n\n    %s\n\nthe given type does not have the given index:\n\n    %s\n%s")
	UpdateOfNoMap       = warning(inScope, "expected a map within map update syntax:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	UpdateOfUnknownKey  = warning(inScope, "expected a map with key %s in map update syntax:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	UpdateOfOtherStruct = warning(inScope, "incompatible types in struct update:\n\n    %s\n\nexpected type:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	GeneratorOfNoBinary = warning(inScope, "expected the right side of <- in a binary generator to be a binary:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	TimeoutOfNoInteger  = warning(inScope, "expected \"after\" timeout given to receive to be an integer:\n\n    %s\n\nbut got type:\n\n    %s\n%s")
	UnusedClause        = warning(inScope, "this clause of %s %s is never used")
)

// These are parts of the texts above.
var (
	TypeGiven       = part("\nwhere %s was given the %s:\n")
	TypeFrom        = part("\n    # type: %s\n    # from: %s\n    %s\n")
	ExpectedOneOf   = part("but expected one of:\n%s")
	ArgumentIsEmpty = part("the %s argument is empty (often represented as none()), most likely because it is the result of an expression that always fails, " +
		"such as a `raise` or a previous invalid call. This causes any function called with this value to fail\n")
)

const (
	// FoundAt precedes the snippet.
	FoundAt      = "\ntyping violation found at:"
	HintOfDot    = "\nhint: \"var.field\" (without parentheses) means \"var\" is a map() while \"var.fun()\" (with parentheses) means \"var\" is an atom()\n"
	HintOfRescue = "\nhint: when you rescue without specifying exception names, the variable is assigned a type of a struct but all of its fields are unknown. " +
		"If you are trying to access an exception's :message key, either specify the exception names or use `Exception.message/1`.\n"
	HintOfSegment = "\nhint: all expressions given to binaries are assumed to be of type integer() unless said otherwise. For example, <<expr>> assumes \"expr\" is an integer. " +
		"Pass a modifier, such as <<expr::float>> or <<expr::binary>>, to change the default behavior.\n"
)

package diagnostic

// These are the errors and warnings about special forms and other forms of Kernel.
var (
	PlaceholderOutsideCapture = failure(inScope, "capture argument &%d must be used within the capture operator &")
	BlockInCapture            = failure(inScope, "block expressions are not allowed inside the capture operator &, got: %s")
	InvalidCapture            = failure(inScope, "invalid args for &, expected one of:\n"+
		"\n  * &Mod.fun/arity to capture a remote function, such as &Enum.map/2\n"+
		"  * &fun/arity to capture a local or imported function, such as &is_atom/1\n"+
		"  * &some_code(&1, ...) containing at least one argument as &1, such as &List.flatten(&1)\n"+
		"\nGot: %s")
	PlaceholderOutOfRange = failure(inScope, "capture argument &%d must be numbered between 1 and %d")
	ParenthesesOnCapture  = warning(inFile, "extra parentheses on a remote function capture &%s.%s()/0 have been deprecated. Please remove the parentheses: &%s.%s/0")
	PlaceholderSkipped    = failure(inScope, "capture argument &%d cannot be defined without &%d (you cannot skip arguments, all arguments must be numbered)")
	NestedCapture         = failure(inScope, "nested captures are not allowed. You cannot define a function using the capture operator & inside another function defined via &. Got "+
		"invalid nested capture: %s")
	ExpectedClauses               = failure(inScope, `expected -> clauses for :do in "%s"`)
	NotInMatch                    = failure(inFile, "invalid pattern in match, %s is not allowed in matches")
	NotInSize                     = failure(inFile, "%s is not allowed inside a bitstring size specifier. The size specifier in matches works like guards%s")
	NotInGuard                    = failure(inFile, "invalid expression in guards, %s is not allowed in guards%s")
	DefaultInFunction             = failure(inScope, "anonymous functions cannot have optional arguments")
	MixedArities                  = failure(inScope, "cannot mix clauses with different arities in anonymous functions")
	InvalidArguments              = failure(inScope, `invalid arguments for "%s"`)
	DuplicateClauses              = failure(inScope, `duplicate :%s clauses given for "%s"`)
	UnexpectedOption              = failure(inScope, `unexpected option %s in "%s"`)
	MissingOption                 = failure(inScope, `missing :%s option in "%s"`)
	ExpectedClausesInCond         = failure(inScope, `expected -> clauses for :do in "cond"`)
	UnderscoreInCond              = failure(inScope, `invalid use of _ inside "cond". If you want the last clause to always match, you probably meant to use: true ->`)
	ExpectedOneAfterClause        = failure(inScope, `expected a single -> clause for :after in "receive"`)
	MissingDoInWith               = failure(inScope, `missing :do option in "with"`)
	ElseNeverMatches              = warning(inFile, `"else" clauses will never match because all patterns in "with" will always match`)
	ComprehensionWithoutGenerator = failure(inScope, "for comprehensions must start with a generator")
	ReduceWithoutClauses          = failure(inScope, "when using :reduce with comprehensions, the do block must be written using acc -> expr clauses, where each clause expects the accumulator "+
		"as a single argument")
	ClausesWithoutReduce           = failure(inScope, "the do block was written using acc -> expr clauses but the :reduce option was not given")
	InvalidUniq                    = failure(inScope, ":uniq option for comprehensions only accepts a boolean, got: %s")
	UnsupportedComprehensionOption = failure(inScope, "unsupported option %s given to for")
	ReduceWithInto                 = failure(inScope, "cannot use :reduce alongside :into/:uniq in comprehension")
	UnsizedGenerator               = failure(inScope, "bitstring fields without size are not allowed in bitstring generators")
	InvalidQuoted                  = failure(inFile, "invalid quoted expression: %s\n"+
		"\nPlease make sure your quoted expressions are made of valid AST nodes. If you would like to introduce a value into the AST, such as a "+
		"four-element tuple or a map, make sure to call Macro.escape/1 before")
	InvalidCall    = failure(inScope, "invalid call %s")
	OutsideQuote   = failure(inScope, "%s called outside quote")
	MisplacedArrow = failure(inScope, "misplaced operator ->\n"+
		"\nThis typically means invalid syntax or a macro is not available in scope")
	MisplacedType = failure(inScope, "misplaced operator ::/2\n"+
		"\nThe :: operator is typically used in bitstrings to specify types and sizes of segments:\n"+
		"\n    <<size::32-integer, letter::utf8, rest::binary>>\n"+
		"\nIt is also used in typespecs, such as @type and @spec, to describe inputs and outputs")
	MisplacedBar = failure(inScope, "misplaced operator |/2\n"+
		"\nThe | operator is typically used between brackets to mark the tail of a list:\n"+
		"\n    [head | tail]\n"+
		"    [head, middle, ... | tail]\n"+
		"\nIt is also used to update maps and structs, via the %%{map | key: value} notation, and in typespecs, such as @type and @spec, to express "+
		"the union of two types")
	MatchedAgainstItself = warning(inFile, "this pattern is matched against itself inside a match: %s = %s")
	DeprecatedRegexSigil = warning(inTrace, "~R/.../ is deprecated, use ~r/.../ instead")
	CommaInWords         = warning(inTrace, "the sigils ~w/~W do not allow trailing commas at the end of each word. If the comma is necessary, define a regular list with [...], "+
		"otherwise remove the comma.")
	MissingDoInQuote       = failure(inScope, `missing :do option in "quote"`)
	InvalidQuoteOptions    = failure(inScope, "invalid options for quote, expected a keyword list, got: %s")
	InvalidBindQuoted      = failure(inScope, "invalid :bind_quoted for quote, expected a keyword list of variable names, got: %s")
	UnsupportedQuoteOption = failure(inScope, "unsupported option %s given to quote")
	ExpectedClausesFor     = failure(inScope, `expected -> clauses for :%s in "%s"`)
	DuplicateTryClauses    = failure(inScope, `duplicate :%s clauses given for "try"`)
	CatchBeforeRescue      = warning(inFile, `"catch" should always come after "rescue" in %s`)
	TryWithoutClauses      = failure(inScope, `missing :catch/:rescue/:after option in "try"`)
	ElseAlone              = warning(inFile, `"else" shouldn't be used as the only clause in "%s", use "case" instead`)
	InvalidRescue          = failure(inScope, `invalid "rescue" clause. The clause should match on an alias, a variable or be in the "var in [alias]" format. Got: %s`)
	InvalidQuoteArguments  = failure(inScope, `invalid arguments for "quote"`)
	ExpectedOneArgument    = failure(inScope, `expected one argument for :%s clauses (->) in "%s"`)
	ReceiveWithoutClauses  = failure(inScope, `missing :do/:after option in "receive"`)
	ExpectedCatchArguments = failure(inScope, `expected one or two args for :catch clauses (->) in "try"`)
)

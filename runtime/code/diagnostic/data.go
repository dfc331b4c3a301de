package diagnostic

// These are the errors and warnings about bitstrings, maps and structs.
var (
	SizeOfUTF       = failure(inScope, "size and unit are not supported on utf types")
	UnitWithoutSize = failure(inScope, "integer and float types require a size specifier if the unit specifier is given")
	SignOfNoInteger = failure(inScope, "signed and unsigned specifiers are supported only on integer and float types")
	UnsizedBinary   = failure(inScope, "a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in "+
		"binary generators. The following examples are invalid:\n"+
		"\n    rest <> \"foo\"\n"+
		"    <<rest::binary, \"foo\">>\n"+
		"\nThey are invalid because there is a bits/bitstring component not at the end. However, the \"reverse\" would work:\n"+
		"\n    \"foo\" <> rest\n"+
		"    <<\"foo\", rest::binary>>\n"+
		"\n")
	ParenthesesOnSpecifier = warning(inFile, "extra parentheses on a bitstring specifier \"%s()\" have been deprecated. Please remove the parentheses: \"%s\".\n"+
		`You may run "mix format --migrate" to fix this warning automatically.`)
	UndefinedSpecifier = warning(inFile, "bitstring specifier \"%s\" does not exist and is being expanded to \"%s()\", please use parentheses to remove the ambiguity.\n"+
		`You may run "mix format --migrate" to fix this warning automatically.`)
	UnknownSpecifier   = failure(inScope, "unknown bitstring specifier: %s")
	DuplicateStructKey = warning(onLine, "duplicate key %s found in struct")
	UpdateInMatch      = failure(inScope, "cannot use map/struct update syntax in match, got: %s")
	MatchInBits        = failure(inScope, "cannot pattern match inside a bitstring that is already in match, got: %s")
	VariableAsMapKey   = failure(inScope, "cannot use variable %s as map key inside a pattern. Map keys in patterns can only be literals (such as atoms, strings, tuples, and the "+
		"like) or an existing variable matched with the pin operator (such as ^some_var)")
	ExpectedPairs             = failure(inScope, "expected key-value pairs in a map, got: %s")
	ExpectedMapOfStruct       = failure(inScope, "expected struct to be followed by a map, got: %s")
	ExpectedStructName        = failure(inScope, "expected struct name to be a compile time atom or alias, got: %s")
	StructKeyIgnored          = warning(inFile, "key :__struct__ is ignored when using structs")
	StructOfOtherName         = failure(inScope, "expected struct name returned by %s.__struct__/1 to be %s, got: %s")
	StructWithoutName         = failure(inScope, "expected %s.__struct__/1 to return a map with a :__struct__ key that holds the name of the struct (atom), got: %s")
	StructKeyNoAtom           = failure(inScope, "invalid key %s for struct, struct keys must be atoms, got: ")
	UnknownStructKey          = failure(inScope, "unknown key %s for struct %s")
	RepeatedKey               = warning(inFile, "key %s will be overridden in map")
	RepeatedKeyInPattern      = fault("key %s will be overridden in map")
	NegativeStep              = warning(inTrace, "%d..%d has a default step of -1, please write %[1]d..%[2]d//-1 instead")
	StepInMatch               = warning(inTrace, "%s inside match is deprecated, you must always match on the step: %[1]s//var or %[1]s//_ if you want to ignore it")
	StepInGuard               = warning(inTrace, "%s inside guards requires an explicit step, please write %[1]s//1 or %[1]s//-1 instead")
	OperatorWillFail          = warning(inFile, "evaluation of operator '%s'/%d will fail with a '%s' exception")
	CallWillFail              = warning(inFile, "the call to %s/%d will fail with a '%s' exception")
	UpdateWillFail            = warning(inFile, "map update will fail with a 'badmap' exception")
	ModuleWillFail            = warning(inFile, "invalid module and/or function name; this call will always fail")
	FunctionWillFail          = warning(inFile, "invalid function call")
	ExpectedStructNameInMatch = failure(inScope, "expected struct name in a match to be a compile time atom, alias or a variable, got: %s")
	ConflictingSegment        = failure(inScope, `conflicting %s specification for bit field: "%s" and "%s"`)
	LiteralBitstring          = failure(inScope, "literal <<>> in bitstring supports only %s, which must be one of: %s")
	LiteralString             = failure(inScope, "literal string in bitstring supports only %s, which must be one of: %s")
	FloatSize                 = failure(inScope, "float requires size*unit to be 16, 32, or 64 (default), got: %d")
	UnalignedBinary           = failure(inScope, "expected %s to be a binary but its number of bits is not divisible by 8")
	InvalidUnit               = failure(inScope, "unit in bitstring expects an integer as argument, got: %s")
	ZeroMatched               = warning(inFile, "pattern matching on 0.0 is equivalent to matching only on +0.0 from Erlang/OTP 27+. Instead you must match on +0.0 or -0.0")
	StructNotYetDefined       = failure(inScope, "cannot access struct %s, the struct was not yet defined or the struct is being accessed in the same context that defines it")
	UndefinedStruct           = failure(inScope, "%s.__struct__/1 is undefined, cannot expand struct %s. Make sure the struct name is correct. If the struct name exists and is correct but "+
		"it still cannot be found, you likely have cyclic module usage in your code")
)

package diagnostic

// These are the errors and warnings about types and specifications.
var (
	OpaqueUnderspecified = warning(inScope, "@opaque type %s is underspecified and therefore meaningless")
	UnderscoredTypeTwice = warning(inScope, `the underscored type variable "%s" is used more than once in the type specification. A leading underscore indicates that the value of the variable `+
		"should be ignored. If this is intended please rename the variable to remove the underscore")
	StringType         = warning(inScope, "string() type use is discouraged. For character lists, use charlist() type, for strings, String.t()\n    %s:%d: %s (module)\n")
	NonemptyStringType = warning(inScope, "nonempty_string() type use is discouraged. For non-empty character lists, use nonempty_charlist() type, for strings, String.t()\n    %s:%d: %s (module)\n")
	AnnotatedUnion     = warning(inScope, `invalid type annotation. The left side of :: must be a variable, got: %s. Note "left | right :: ann" is the same as "(left | right) :: ann". `+
		`To solve this, use parentheses around the union operands: "left | (right :: ann)"`)
	AnnotatedValue   = warning(inScope, "invalid type annotation. The left side of :: must be a variable, got: %s")
	NestedAnnotation = warning(inScope, "invalid type annotation. Type annotations cannot be nested: %s")
	SpecOfUndefined  = failure(inFile, "spec for undefined function %s")
)

// These are the errors in types and specifications. Each error aborts the module.
var (
	UnexpectedType        = specError("unexpected expression in typespec: %s")
	UnexpectedListOfTypes = specError("unexpected list in typespec: %s")
	MisplacedDots         = specError("... in typespecs is only allowed inside lists, as in [term(), ...], or inside functions, as in (... -> " +
		"term())")
	UndefinedType         = specError("type %s undefined (no such type in %s)")
	RemoteTypeOfAttribute = specError("invalid remote in typespec: %s (@%s is %s)")
	RemoteTypeOfNoModule  = specError("invalid remote in typespec: %s")
	RangeOfTypes          = specError("invalid range specification, expected both sides to be integers, with the left side lower than the right side")
	BinaryType            = specError("invalid binary specification, expected <<_::size>>, <<_::_*unit>>, or <<_::size, _::_*unit>> with size " +
		"being non-negative integers, and unit being an integer between 1 and 256")
	MapTypeOfUnion = specError("invalid map specification. When using the | operator in the map key, make sure to wrap the key type in " +
		"parentheses: %s")
	MapType                  = specError("invalid map specification: %s")
	FieldOfStructType        = specError("undefined field %s on struct %s")
	RecordTypeWithoutName    = specError("invalid record specification, expected the record name to be an atom literal")
	UnknownRecordType        = specError("unknown record %s")
	FieldOfRecordType        = specError("undefined field %s on record %s")
	UnderscoreAsTypeVariable = specError("type variable '_' is invalid")
	TypeVariableUsedOnce     = specError("type variable %s is used only once. Type variables in typespecs must be referenced at least twice, " +
		"otherwise it is equivalent to term()")
	InvalidSpec       = specError("invalid type specification: %s")
	TypeOfNoVariables = specError("@type definitions expect all arguments to be variables. The type %s has an invalid argument(s): %s")
	TypeDefinedTwice  = specError("type %s is already defined in %s:%d")
	ReservedType      = specError("type %s is a reserved type and it cannot be defined")
	BuiltInType       = specError("type %s is a built-in type and it cannot be redefined")
	SpecWithoutResult = specError("type specification missing return type: %s")
	GuardOfSpec       = specError("expected keywords as guard in type specification, got: %s")
)

package diagnostic

// Errors and warnings about types and specifications.
var (
	OpaqueUnderspecified = warning(inScope, "@opaque type %s is underspecified and therefore meaningless")
	UnderscoredTypeTwice = warning(inScope, `the underscored type variable "%s" is used more than once in the type specification. A leading underscore indicates that the value of the variable `+
		"should be ignored. If this is intended please rename the variable to remove the underscore")
	TypeOverridden = warning(inScope, "%s\n    %s:%d: %s (module)\n")
	AnnotatedUnion = warning(inScope, `invalid type annotation. The left side of :: must be a variable, got: %s. Note "left | right :: ann" is the same as "(left | right) :: ann". `+
		`To solve this, use parentheses around the union operands: "left | (right :: ann)"`)
	AnnotatedValue   = warning(inScope, "invalid type annotation. The left side of :: must be a variable, got: %s")
	NestedAnnotation = warning(inScope, "invalid type annotation. Type annotations cannot be nested: %s")
	SpecOfUndefined  = failure(inFile, "spec for undefined function %s")
)

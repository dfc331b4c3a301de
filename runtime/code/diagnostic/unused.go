package diagnostic

// These are the warnings about code that has no effect.
var (
	UnusedLiteral          = warning(inScope, "code block contains unused literal %s (remove the literal or assign it to _ to avoid warnings)")
	AttributeWithoutEffect = warning(inScope, "module attribute @%s in code block has no effect as it is never returned (remove the attribute or assign it to _ to avoid warnings)")
	OperatorWithoutEffect  = warning(inFile, "use of operator %s has no effect")
	CallWithoutEffect      = warning(inFile, "the call to %s has no effect")
	ResultIgnored          = warning(inFile, "the result of %s is ignored (suppress the warning by assigning the expression to the _ variable)")
	UniqWithoutEffect      = warning(inScope, "the :uniq option has no effect since the result of the for comprehension is not used")
	VariableWithoutEffect  = warning(inScope, "variable %s in code block has no effect as it is never returned (remove the variable or assign it to _ to avoid warnings)")
	LengthAboveZero        = warning(inFile, `do not use "length(%s) > 0" to check if a list is not empty since length always traverses the whole list. Prefer to pattern match on a `+
		`non-empty list, such as [_ | _], or use "%s != []" as a guard`)
	LengthOfZero = warning(inFile, `do not use "length(%s) == 0" to check if a list is empty since length always traverses the whole list. Prefer to pattern match on an empty `+
		`list or use "%s == []" as a guard`)
	UnusedAlias        = warning(inFile, "unused alias %s")
	UnusedImport       = warning(inFile, "unused import %s")
	UnusedDefinition   = warning(inScope, "%s %s is unused")
	UnusedType         = warning(inScope, "type %s is unused")
	UnusedAttribute    = warning(inScope, "module attribute @%s was set but never used")
	ShadowedClause     = warning(inFile, "this clause cannot match because a previous clause at line %d always matches")
	ShadowedClauseOf   = warning(inFile, "this clause for %s/%d cannot match because a previous clause at line %d always matches")
	UnusedDefaults     = warning(inScope, "default values for the optional arguments in %s are never used")
	UnusedLastDefault  = warning(inScope, "the default value for the last optional argument in %s is never used")
	UnusedLastDefaults = warning(inScope, "the default values for the last %d optional arguments in %s are never used")
)

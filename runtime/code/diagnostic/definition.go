package diagnostic

// These are the errors and warnings about definitions and attributes.
var (
	InvalidFunctionName = failure(inFile, "function names should start with lowercase characters or underscore, invalid name %s")
	InvalidDefinition   = failure(inScope, "invalid syntax in %s %s")
	MissingDo           = failure(inScope, `missing :do option in "%s"`)
	HeadAfterClauses    = warning(inFile, "function head for %s %s must come at the top of its direct implementation. Instead of:\n"+
		"\n    def add(a, b), do: a + b\n"+
		"    def add(a, b)\n"+
		"\none should write:\n"+
		"\n    def add(a, b)\n"+
		"    def add(a, b), do: a + b\n")
	ReservedInfo       = failure(inFile, "cannot define %s __info__/1 as it is automatically defined by Elixir")
	ReservedModuleInfo = failure(inFile, "cannot define %s module_info/%d as it is automatically defined by Erlang")
	AlreadyDefined     = failure(inFile, "%s %s already defined as %s in %s:%d")
	DefaultsTwice      = failure(inFile, "%s %s defines defaults multiple times. Elixir allows defaults to be declared once per definition. Instead of:\n"+
		"\n    def foo(:first_clause, b \\\\ :default) do ... end\n"+
		"    def foo(:second_clause, b \\\\ :default) do ... end\n"+
		"\none should write:\n"+
		"\n    def foo(a, b \\\\ :default)\n"+
		"    def foo(:first_clause, b) do ... end\n"+
		"    def foo(:second_clause, b) do ... end\n")
	DefaultsInClauses = warning(inFile, "%s %s has multiple clauses and also declares default values. In such cases, the default values should be defined in a header. Instead of:\n"+
		"\n    def foo(:first_clause, b \\\\ :default) do ... end\n"+
		"    def foo(:second_clause, b) do ... end\n"+
		"\none should write:\n"+
		"\n    def foo(a, b \\\\ :default)\n"+
		"    def foo(:first_clause, b) do ... end\n"+
		"    def foo(:second_clause, b) do ... end\n")
	DelegateOfList            = warning(onLine, "passing a list to Kernel.defdelegate/2 is deprecated, please define each delegate separately")
	AttributeWithParentheses  = warning(onLine, "the @%s() notation (with parentheses) is deprecated, please use @%s (without parentheses) instead")
	MissingImplementation     = failure(inScope, "implementation not provided for predefined %s %s")
	SealedModule              = failure(inScope, "cannot define module %s: it is in use by the checks, and is sealed")
	FunctionOverriddenByMacro = failure(inFile, "cannot override function (def, defp) %s in module %s as a macro (defmacro, defmacrop)")
	MacroOverriddenByFunction = failure(inFile, "cannot override macro (defmacro, defmacrop) %s in module %s as a function (def, defp)")
	CallbackInProtocol        = warning(onLine, "cannot define @%s %s inside protocol, use def/1 to outline your protocol definition")
	OptionalInProtocol        = warning(onLine, "cannot define @optional_callbacks inside protocol, all of the protocol definitions are required")
	DocOfPrivate              = warning(onLine, "%s %s is private, @doc attribute is always discarded for private functions/macros/types")
	DocTwice                  = warning(onLine, "redefining @doc attribute previously set at line %d.\n"+
		"\nPlease remove the duplicate docs. If instead you want to override a previously defined @doc, attach the @doc attribute to a function head "+
		"(the function signature not followed by any do-block). For example:\n"+
		"\n    @doc \"\"\"\n"+
		"    new docs\n"+
		"    \"\"\"\n"+
		"    def %s(...)\n")
	UndefinedAttribute   = warning(inScope, "undefined module attribute @%s, please remove access to @%[1]s or explicitly set it before access")
	UndefinedInAttribute = fault("undefined function %s given to %s")
	MacroInAttribute     = fault("macro %s given to %s (only functions are supported)")
	UngroupedClauses     = warning(inFile, `clauses with the same %s should be grouped together, "%s %s" was previously defined (%s:%d)`)
	ReservedModule       = failure(inFile, "module %s is reserved and cannot be defined")
	ModuleInDefinition   = failure(inScope, "cannot define module %s because it is currently being defined in %s:%d")
	CannotCompile        = failure(inScope, "%s")
	RedefinedModule      = warning(inScope, "redefining module %s (current version defined in memory)")
	Consolidated         = warning(inScope, "the %s protocol has already been consolidated, an implementation for %s has no effect. "+
		"If you want to implement protocols after compilation or during tests, check the \"Consolidation\" section in the Protocol module documentation")
	NothingDefined         = warning(inScope, "protocols must define at least one function, but none was defined")
	ParseTransform         = warning(inScope, "@compile {:parse_transform, %s} is deprecated. Elixir will no longer support Erlang-based transforms in future versions")
	TypedocOfPrivate       = warning(inScope, "type %s is private, @typedoc's are always discarded for private types")
	DeriveBeforeStruct     = warning(inScope, "warning: module attribute @derive was set but never used (it must come before defstruct)")
	DeriveAfterStruct      = warning(inScope, "warning: module attribute @derive was set after defstruct, all @derive calls must come before defstruct")
	AttributeWithoutTarget = warning(inScope, "module attribute @%s was set but no %s follows it")
	PatternInHead          = fault("only variables and \\\\ are allowed as arguments in function head.\n\n" +
		"If you did not intend to define a function head, make sure your function definition has the proper syntax by wrapping the arguments in parentheses " +
		"and using the do instruction accordingly:\n\n" +
		"    def add(a, b), do: a + b\n\n" +
		"    def add(a, b) do\n" +
		"      a + b\n" +
		"    end\n")
	ConflictsWithDefaults = failure(inScope, "%s %s conflicts with defaults from %s/%d")
	DefaultsConflict      = failure(inScope, "%s %s/%d defaults conflicts with %s")
	AttributeTwice        = warning(inScope, "redefining @%s attribute previously set at line %d")
	ReservedDocKey        = warning(inScope, "ignoring reserved documentation metadata key: :%s")
)

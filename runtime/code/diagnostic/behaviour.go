package diagnostic

// These are the errors and warnings about behaviours and their callbacks.
var (
	BehaviourNotFound    = warning(inScope, "@behaviour %s does not exist (in module %s)")
	NotABehaviour        = warning(inScope, "module %s is not a behaviour (in module %s)")
	CallbackOfTwo        = warning(inScope, "conflicting behaviours found. Callback %s is defined by both %s and %s (in module %s)")
	BehaviourTwice       = warning(inScope, "the behaviour %s has been declared twice (conflict in %s in module %s)")
	CallbackMissing      = warning(inScope, "%s required by %s %s is not implemented (in module %s)")
	CallbackOfOtherKind  = warning(inScope, `%s required by %s %s was implemented as "%s" but should have been "%s" (in module %s)`)
	ImplOfPrivate        = warning(inScope, "%s is private, @impl attribute is always discarded for private functions/macros")
	ImplWithoutBehaviour = warning(inScope, `got "@impl %s" for %s but no behaviour was declared`)
	ImplFalseOfCallback  = warning(inScope, `got "@impl false" for %s but it is a callback specified in %s`)
	ImplOfNoCallback     = warning(inScope, `got "@impl true" for %s but no behaviour specifies such callback%s`)
	ImplOfOtherBehaviour = warning(inScope, `got "@impl %s" for %s but this behaviour was not declared with @behaviour`)
	ImplNotInBehaviour   = warning(inScope, `got "@impl %s" for %s but this behaviour does not specify such callback%s`)
	ImplMissing          = warning(inScope, `module attribute @impl was not set for %s callback (specified in %s). This either means you forgot to add the "@impl true" annotation `+
		"before the definition or that you are accidentally overriding this callback")
	BehaviourInfoDefined    = failure(inFile, "cannot define @%s attribute for %s when behaviour_info/1 is defined")
	InvalidOptionalCallback = failure(inFile, "invalid optional callback %s. @optional_callbacks expects a keyword list of callback names and arities")
	OptionalCallbackTwice   = failure(inFile, "%s has been specified as optional callback more than once")
	UnknownOptionalCallback = failure(inFile, "unknown callback %s given as optional callback")
)

package vm

import "lab/runtime/term"

// The atoms that the engine speaks of.
var (
	aBadfun         = term.Sym("badfun")
	aBadarity       = term.Sym("badarity")
	aFunctionClause = term.Sym("function_clause")
	aUndef          = term.Sym("undef")
	aSystemLimit    = term.Sym("system_limit")
	aNocatch        = term.Sym("nocatch")
	aFile           = term.Sym("file")
	aLine           = term.Sym("line")
	aErrorInfo      = term.Sym("error_info")
	aNote           = term.Sym("note")
	aEXIT           = term.Sym("EXIT")
	aDOWN           = term.Sym("DOWN")
	aProcess        = term.Sym("process")
	aPort           = term.Sym("port")
	aNoproc         = term.Sym("noproc")
	aNoconnection   = term.Sym("noconnection")
	aNoConnect      = term.Intern("noconnect")
	aNoSuspend      = term.Intern("nosuspend")
	aTimeout        = term.Sym("timeout")
	aErlang         = term.Intern("erlang")
	aApply          = term.Intern("apply")
	aElixir         = term.Intern("elixir")
	aEvalHandler    = term.Intern("eval_external_handler")
	aFileFun        = term.Intern("__FILE__")
	aCompiler0      = term.Intern("elixir_compiler_0")
	aErtsInternal   = term.Intern("erts_internal")
	aCrasher        = term.Intern("crasher")
)

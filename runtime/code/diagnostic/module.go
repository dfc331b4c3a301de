package diagnostic

// These are the errors and warnings about modules, aliases and imports.
var (
	AliasOfValue = failure(inScope, `invalid alias: "%s". If you wanted to define an alias, an alias must expand to an atom at compile time but it did not, you may use `+
		"Module.concat/2 to build it at runtime. If instead you wanted to invoke a function or access a field, wrap the function or field name in double quotes")
	InvalidAlias            = failure(inScope, `invalid alias: "%s"`)
	NotAModule              = failure(inScope, "invalid argument for %s, expected a compile time atom or alias, got: %s")
	InvalidModuleOptions    = failure(inScope, "invalid options, expected a keyword list")
	UnsupportedModuleOption = failure(inScope, "unsupported option %s given to %s")
	NestedAs                = failure(inScope, "invalid value for option :as, expected a simple alias, got nested alias: %s")
	AsOfMany                = failure(inScope, ":as option is not supported by multi-alias call")
	AliasNotInferred        = failure(inScope, "alias cannot be inferred automatically for module: %s, please use the :as option. Implicit aliasing is only supported with Elixir modules")
	ModuleBeingDefined      = failure(inScope, "you are trying to use/import/require the module %s which is currently being defined.\n"+
		"\nThis may happen if you accidentally override the module you want to use. For example:\n"+
		"\n    defmodule MyApp do\n"+
		"      defmodule Supervisor do\n"+
		"        use Supervisor\n"+
		"      end\n"+
		"    end\n"+
		"\nIn the example above, the new Supervisor conflicts with Elixir's Supervisor. This may be fixed by using the fully qualified name in the definition:\n"+
		"\n    defmodule MyApp.Supervisor do\n"+
		"      use Supervisor\n"+
		"    end\n")
	ModuleInSameContext = failure(inScope, "module %s is not loaded but was defined. This happens when you depend on a module in the same context in which it is defined. For example:\n"+
		"\n    defmodule MyApp do\n"+
		"      defmodule Mod do\n"+
		"      end\n"+
		"\n      use Mod\n"+
		"    end\n"+
		"\nTry defining the module outside the context that uses it:\n"+
		"\n    defmodule MyApp.Mod do\n"+
		"    end\n"+
		"\n    defmodule MyApp do\n"+
		"      use MyApp.Mod\n"+
		"    end\n"+
		"\nIf the module is defined at the top-level and you are trying to use it at the top-level, this is not supported by Elixir")
	ModuleNotOfLab = failure(inScope, "module %s is not part of lab")
	ModuleNotFound = failure(inScope, "module %s is not loaded and could not be found%s")
	InvalidOnly    = failure(inScope, "invalid :only option for import, expected value to be an atom :functions, :macros, or a literal keyword list of function names with arity "+
		"as values, got: %s")
	OnlyAndExcept       = failure(inScope, ":only and :except can only be given together to import when :only is :functions, :macros, or :sigils")
	ImportOfUndefined   = warning(inScope, "cannot import %s.%s because it is undefined or private")
	InvalidExcept       = failure(inScope, "invalid :except option for import, expected value to be a literal keyword list of function names with arity as values, got: %s")
	DuplicateInImport   = warning(inScope, "invalid :%s option for import, %s is duplicated")
	ImportOfSpecialForm = warning(inScope, "cannot import %s.%s because it conflicts with Elixir special forms, the import has been discarded")
	InvalidAs           = failure(inScope, "invalid value for option :as, expected an alias, got: %s")
)

# Errors of Horde at the start of a node, for the labs on Horde.

boot ~r/expected :keys option/, :no_keys
boot ~r/duplicate_child_name|more than one child specification/, :same_child
boot ~r/already[_ ]started/, :started_twice
boot ~r/as a child to a supervisor but it does not exist|is not available\)/, :unknown_module
boot ~r/bad supervisor configuration|function_clause|FunctionClauseError|ArgumentError|KeyError|supervisor_data/, :bad_options

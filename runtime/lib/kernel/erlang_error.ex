defmodule ErlangError do
  defexception [:original, :reason]

  @impl true
  def message(%{original: original, reason: nil}), do: "Erlang error: #{inspect(original)}"
  def message(%{original: original, reason: reason}), do: "Erlang error: #{inspect(original)}#{reason}"

  @doc false
  def normalize(:badarith, _stacktrace), do: %ArithmeticError{}
  def normalize(:system_limit, _stacktrace), do: %SystemLimitError{}
  def normalize(:cond_clause, _stacktrace), do: %CondClauseError{}
  def normalize({:badarity, {fun, args}}, _stacktrace), do: %BadArityError{function: fun, args: args}
  def normalize({:badfun, term}, _stacktrace), do: %BadFunctionError{term: term}
  def normalize({:badstruct, struct, term}, _stacktrace), do: %BadStructError{struct: struct, term: term}
  def normalize({:badmatch, term}, _stacktrace), do: %MatchError{term: term}
  def normalize({:badmap, term}, _stacktrace), do: %BadMapError{term: term}
  def normalize({:badbool, op, term}, _stacktrace), do: %BadBooleanError{operator: op, term: term}
  def normalize({:badkey, key}, stacktrace), do: %KeyError{key: key, term: badkey_term(stacktrace)}
  def normalize({:badkey, key, term}, _stacktrace) when is_map(term), do: %KeyError{key: key, term: term}

  def normalize({:badkey, key, term}, _stacktrace) do
    hint = "If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map"
    %KeyError{key: key, term: term, message: "key #{inspect(key)} not found in: #{inspect(term)}\n\n#{hint}"}
  end

  def normalize({:case_clause, term}, _stacktrace), do: %CaseClauseError{term: term}
  def normalize({:with_clause, term}, _stacktrace), do: %WithClauseError{term: term}
  def normalize({:else_clause, term}, _stacktrace), do: %WithClauseError{term: term}
  def normalize({:try_clause, term}, _stacktrace), do: %TryClauseError{term: term}

  def normalize({:badarg, payload}, _stacktrace) do
    %ArgumentError{message: "argument error: #{inspect(payload)}"}
  end

  def normalize(:badarg, stacktrace) do
    case stacktrace do
      [{:erlang, :apply, [term, function, args], _} | _] when not is_atom(term) ->
        %ArgumentError{message: ArgumentError.applied(term, function, args)}

      [{_, _, _, info} | _] ->
        %ArgumentError{message: note(info) || argument_error(stacktrace) || "argument error"}

      _ ->
        %ArgumentError{}
    end
  end

  def normalize(:undef, stacktrace) do
    case stacktrace do
      [{module, function, args, _} | _] -> %UndefinedFunctionError{module: module, function: function, arity: arity(args)}
      _ -> %UndefinedFunctionError{}
    end
  end

  def normalize(:function_clause, stacktrace) do
    case stacktrace do
      [{module, function, args, _} | _] -> %FunctionClauseError{module: module, function: function, arity: arity(args)}
      _ -> %FunctionClauseError{}
    end
  end

  def normalize(other, stacktrace) do
    case explained(other, stacktrace) do
      {_reason, details} -> %ErlangError{original: other, reason: details}
      nil -> %ErlangError{original: other}
    end
  end

  defp argument_error(stacktrace) do
    with {reason, details} <- explained(:badarg, stacktrace), do: "#{reason || "errors were found at the given arguments"}#{details}"
  end

  # `error_info` names a function that describes the error by argument or in general. Returns
  # {reason, text} from this function, or nil if the function's result is invalid.
  defp explained(error, [{module, function, args, info} | callers]) when is_list(info) do
    with {_, %{} = error_info} when is_map_key(error_info, :module) or is_map_key(error_info, :function) <- :lists.keyfind(:error_info, 1, info) do
      info = :lists.keystore(:error_info, 1, info, {:error_info, Map.put(error_info, :pretty_printer, &inspect/1)})
      said(Map.get(error_info, :module, module), Map.get(error_info, :function, :format_error), [error, [{module, function, args, info} | callers]], arity(args))
    else
      _ -> nil
    end
  end

  defp explained(_error, _stacktrace), do: nil

  defp said(module, function, args, arity) do
    said = apply(module, function, args)
    wrong = for n <- 1..arity//1, is_map_key(said, n), do: "  * #{nth(n)} argument: #{said[n]}\n"

    cond do
      wrong != [] -> {said[:reason], ":\n\n" <> Enum.join(wrong)}
      general = said[:general] -> {said[:reason], ": #{general}"}
      true -> nil
    end
  catch
    _, _ -> nil
  end

  defp nth(1), do: "1st"
  defp nth(2), do: "2nd"
  defp nth(3), do: "3rd"
  defp nth(n), do: "#{n}th"

  @doc false
  def note(info) do
    case :lists.keyfind(:error_info, 1, info) do
      {_, %{note: note}} -> note
      _ -> nil
    end
  end

  defp badkey_term([{:maps, :update, [_, _, map], _} | _]), do: map
  defp badkey_term([{:maps, :get, [_, map], _} | _]), do: map
  defp badkey_term([{:erlang, :map_get, [_, map], _} | _]), do: map
  defp badkey_term(_stacktrace), do: nil

  defp arity(args) when is_list(args), do: length(args)
  defp arity(arity), do: arity
end

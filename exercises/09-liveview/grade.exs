# How lab 9 is graded. docs/authoring.md explains every name.

node :red, project: true, serve: true, port: 4005

prepare do
  eval on: :red, seal: [LabViews] do
    defmodule LabViews do
      # Stores the exit reasons of LiveViews.
      def start, do: Agent.start(fn -> [] end, name: :lab_views)

      # Monitors the running LiveViews.
      def watch do
        for pid <- Process.list(),
            {:dictionary, dictionary} <- [Process.info(pid, :dictionary)],
            {_view, :mount, 3} <- [dictionary[:"$initial_call"]] do
          spawn(fn ->
            ref = Process.monitor(pid)
            receive do: ({:DOWN, ^ref, _, _, reason} -> note(reason))
          end)
        end

        :ok
      end

      defp note({:shutdown, _}), do: :ok
      defp note(reason) when reason in [:normal, :shutdown], do: :ok
      defp note(reason), do: Agent.update(:lab_views, &[why(reason) | &1])

      defp why({reason, stack}) when is_list(stack) do
        Exception.format_banner(:error, reason, stack)
      end

      defp why(reason), do: inspect(reason)

      # Returns the exit reasons after a failed click. Waits until there is one reason.
      def ended(false), do: ""

      def ended(true) do
        Enum.find_value(1..50, "", fn _ ->
          case Agent.get(:lab_views, & &1) do
            [] -> Process.sleep(20) && nil
            list -> list |> Enum.reverse() |> Enum.join("\n")
          end
        end)
      end
    end

    {:ok, _} = LabViews.start()
    :ok
  end
end

check "page", "/counter is a LiveView" do
  page = browse(:red, get: "/counter")
  # Counts the processes, because a page can imitate LiveView's markup.
  views = count(Phoenix.LiveView.Channel)

  judge do
    %{page: %{status: 200, live: true}, views: %{^red => n}} when n > 0 -> :pass
    %{page: %{error: "no answer"}} -> :hangs
    %{page: %{status: 404}} -> :no_route
    %{page: %{status: 200}} -> :not_live
    %{page: page} ->
      text = page[:text] || page[:error]

      cond do
        text =~ "init/1 is undefined" or text =~ "index/2 is undefined" or text =~ "call/2 is undefined" -> :get_route
        text =~ "no route found" -> :no_route
        text =~ "key :" and text =~ "not found" -> :no_initial
        text =~ "assign @" -> :no_initial
        text =~ ~r/returned from \S*mount\/3/ -> :bad_mount
        text =~ "is not available" or text =~ "is undefined" or text =~ ":nofile" -> :wrong_module
        true -> :no_page
      end
  end
end

check "count", "it shows 0, and each click adds one", needs: ["page"] do
  trials = browse(:red, get: "/counter", trials: 10, opened: LabViews.watch())
  fell = eval(on: :checker, do: Enum.any?(trials, &(&1.error != nil and &1.error =~ "ended")))
  ended = eval(on: :red, do: LabViews.ended(fell))
  # One of the clickable elements must add one at each click.
  found = eval on: :checker do
    numbers = fn text -> for [n] <- Regex.scan(~r/(?:(?<!\w)-)?(?<!\d)\d{1,15}(?!\d)/, text), do: String.to_integer(n) end
    columns = fn texts -> texts |> Enum.map(numbers) |> Enum.zip() |> Enum.map(&Tuple.to_list/1) end
    steps = fn list -> list |> Enum.zip(tl(list)) |> Enum.map(fn {a, b} -> b - a end) end

    tried =
      for trial <- trials do
        all = columns.(trial.texts)
        up = trial.error == nil && length(trial.texts) > 10 && Enum.find_index(all, &(Enum.uniq(steps.(&1)) == [1]))
        Map.merge(trial, %{columns: all, up: up || nil, start: up && hd(Enum.at(all, up))})
      end

    # A counter that all visitors share continues at its last value.
    left = for %{texts: texts} <- tried, texts != [], n <- numbers.(List.last(texts)), do: n
    counting = Enum.filter(tried, & &1.up)
    # A number that changes without clicks is not a counter of clicks.
    still = fn %{up: up, rests: rests} -> Enum.all?(rests, fn {a, b} -> Enum.at(numbers.(a), up) == Enum.at(numbers.(b), up) end) end
    counting = Enum.filter(counting, still)
    restless = for %{rests: rests} <- tried, {a, b} <- rests, numbers.(a) != numbers.(b), do: {a, b}
    right = Enum.find(counting, &(&1.start == 0)) || Enum.find(counting, &(length(tried) > 1 and &1.start in left))
    wrong = Enum.find(tried, & &1.error)
    moves = for %{columns: all} <- tried, column <- all, do: steps.(column)

    cond do
      right -> {:counts, right.button, right.up}
      tried == [] -> :no_click
      restless != [] -> :by_itself
      counting != [] -> :other_start
      wrong && wrong.error == "no answer" -> :hangs
      wrong && wrong.error =~ "the click leads to" -> {:leaves, wrong.error}
      wrong && length(wrong.texts) > 1 -> {:crashed, ended}
      wrong -> {:first, ended}
      Enum.any?(moves, &match?([1, 1 | _], &1)) -> :stops
      Enum.any?(moves, &match?([1, 0 | _], &1)) -> :once
      Enum.any?(moves, fn list -> Enum.any?(list, &(&1 != 0)) end) -> :other_step
      true -> :stays
    end
  end

  button = eval on: :checker do
    if is_tuple(found) and elem(found, 0) == :counts, do: elem(found, 1)
  end

  column = eval on: :checker do
    if is_tuple(found) and elem(found, 0) == :counts, do: elem(found, 2)
  end

  judge do
    %{found: {:counts, _, _}} -> :pass
    %{found: :no_click, page: %{html: html}} -> if html =~ ~r/<(button|input|fieldset)[^>]*\bdisabled/, do: :disabled, else: :no_click
    %{found: :by_itself} -> :by_itself
    %{found: :other_start} -> :other_start
    %{found: :hangs} -> :hangs
    %{found: {:leaves, _}} -> :leaves
    %{found: {:crashed, text}} -> {:crashed, text}
    %{found: {:first, ended}} ->
      cond do
        ended =~ "handle_event/3 is undefined" or ended =~ "handle_event/3 is undefined or private" -> :no_handler
        ended =~ "no function clause matching in" and ended =~ "handle_event/3" -> :unknown_event
        ended =~ "invalid return" or ended =~ "handle_event/3" -> :bad_return
        ended =~ "key :" and ended =~ "not found" -> :not_in_assigns
        ended =~ "ArithmeticError" or ended =~ "bad argument in arithmetic" -> :not_a_number
        ended =~ "system_limit" or ended =~ "SystemLimitError" -> {:hangs, ended}
        true -> {:crashed, ended}
      end
    %{found: :once} -> :once
    %{found: :stops} -> :stops
    %{found: :other_step} -> :other_step
    _ -> :stays
  end
end

check "tabs", "a second tab has a number of its own, or the same number always", needs: ["count"] do
  fresh = browse(:red, get: "/counter")
  once = browse(
      :red,
      press: :button,
      until: page when is_map_key(page, :error) or page.text != fresh.text,
      within: 2_000
  )
  first = browse(
      :red,
      press: :button,
      until: page when is_map_key(page, :error) or page.text != once.text,
      within: 2_000
  )
  other = browse(:red, visitor: :other, get: "/counter")
  other_after = browse(
      :red,
      visitor: :other,
      press: :button,
      until: page when is_map_key(page, :error) or page.text != other.text,
      within: 2_000
  )
  first_after = browse(:red, until: page when is_map_key(page, :error) or page.text != first.text, within: 1_000)
  third = browse(:red, visitor: :third, get: "/counter")

  tabs = eval on: :checker do
    number = fn
      %{text: text} ->
        (for [n] <- Regex.scan(~r/(?:(?<!\w)-)?(?<!\d)\d{1,15}(?!\d)/, text), do: String.to_integer(n)) |> Enum.at(column)

      %{error: error} ->
        {:error, error}
    end

    numbers = Enum.map([fresh, first, other, other_after, first_after, third], number)

    failure = Enum.find_value(numbers, &(is_tuple(&1) and elem(&1, 1)))

    case numbers do
      _ when is_binary(failure) -> {:crashed, failure}
      [0, 2, 0, 1, 2, 0] -> :own
      [_, n, n, m, m, m] when m == n + 1 -> :shared
      [kept, n, 0, 1, n, 0] when kept != 0 -> :kept
      [_, n, _, _, n, _] when is_integer(n) -> :silent
      _ -> :late
    end
  end

  judge do
    %{tabs: :own} -> :pass
    %{tabs: :shared} -> :pass
    %{tabs: :kept} -> :kept
    %{tabs: {:crashed, "no answer"}} -> :hangs
    %{tabs: {:crashed, text}} -> {:crashed, text}
    %{tabs: :silent} -> :shared_silent
    _ -> :shared_late
  end
end

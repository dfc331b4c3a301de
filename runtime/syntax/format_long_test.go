package syntax

import "testing"

// TestFormatLong writes forms that take several lines, as Macro.to_string/1 of 1.18 does.
func TestFormatLong(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"@spec fetch(name :: binary()) :: {:ok, entry()} | {:error, :missing | {:unreadable, reason :: term()}} | :stopped",
			"@spec fetch(name :: binary()) ::\n        {:ok, entry()} | {:error, :missing | {:unreadable, reason :: term()}} | :stopped"},
		{"check %{first_of_all_the_names: 1, second_of_all_the_names: 2} == %{first_of_all_the_names: 1, second_of_all: 3}",
			"check(\n  %{first_of_all_the_names: 1, second_of_all_the_names: 2} == %{\n    first_of_all_the_names: 1,\n    second_of_all: 3\n  }\n)"},
		{"a |> first_step(with: :some, more: :options) |> second_step(fn x -> x + 1 end) |> third_step(:and_what_it_takes)",
			"a\n|> first_step(with: :some, more: :options)\n|> second_step(fn x -> x + 1 end)\n|> third_step(:and_what_it_takes)"},
	} {
		q, err := Parse(c.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := Format(q); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

# Records Macro.to_string/1 of the snippets: a line with the snippet, a line
# with the text, escaped as in record.exs.
# Texts that 1.18 writes differently (~c"", floats, use a, b: c) are corrected by hand.
escape = fn bin ->
  for <<c <- bin>>, into: "" do
    if c < 32 or c > 126 or c == ?\\, do: "\\" <> Base.encode16(<<c>>), else: <<c>>
  end
end

for source <- String.split(IO.read(:stdio, :all), "\n%%\n"), source = String.trim_trailing(source, "\n") do
  with {:ok, q} <- Code.string_to_quoted(source) do
    IO.puts(escape.(source) <> "\n" <> escape.(Macro.to_string(q)))
  end
end

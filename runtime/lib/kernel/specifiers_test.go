package kernel_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// specifiers holds forms that the expander rejects, most of them bitstrings, with the errors of
// Elixir 1.18.4.
var specifiers = []struct{ name, src, want string }{
	{"size of a bitstring within one", "<<(<<\"ab\">>)::16>>",
		"error: literal <<>> in bitstring supports only type specifiers, which must be one of: binary or bitstring\n└─ nofile:1:13\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"size of a text", "<<\"ab\"::16>>",
		"error: literal string in bitstring supports only endianness and type specifiers, which must be one of: little, big, native, utf8, utf16, utf32, bits, bytes, binary or bitstring\n└─ nofile:1:7\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"size of a float", "<<1.5::size(3)-unit(4)>>",
		"error: float requires size*unit to be 16, 32, or 64 (default), got: 12\n└─ nofile:1:6\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"unit that is a word", "<<\"ab\"::binary-unit(:many)>>",
		"error: unit in bitstring expects an integer as argument, got: :many\n└─ nofile:1:7\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"two orders of bytes", "<<7::big-little>>",
		"error: conflicting endianness specification for bit field: \"little\" and \"big\"\n└─ nofile:1:4\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"two signs", "<<7::signed-unsigned>>",
		"error: conflicting sign specification for bit field: \"unsigned\" and \"signed\"\n└─ nofile:1:4\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"two sizes", "<<7::size(3)-size(4)>>",
		"error: conflicting size specification for bit field: \"4\" and \"3\"\n└─ nofile:1:4\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"two units", "<<7::unit(2)-unit(3)-size(8)>>",
		"error: conflicting unit specification for bit field: \"3\" and \"2\"\n└─ nofile:1:4\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"unit of bits", "b = \"a\"; <<b::bitstring-unit(4)>>",
		"error: conflicting unit specification for bit field: \"4\" and \"1\"\n└─ nofile:1:13\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"generator of any length", "for(<<b::binary <- \"abc\">>, do: b)",
		"error: a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in binary generators. The following examples are invalid:\n\n    rest <> \"foo\"\n    <<rest::binary, \"foo\">>\n\nThey are invalid because there is a bits/bitstring component not at the end. However, the \"reverse\" would work:\n\n    \"foo\" <> rest\n    <<\"foo\", rest::binary>>\n\n\n└─ nofile:1:8\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"filter before a generator", "for(true, n <- [1], do: n)",
		"error: for comprehensions must start with a generator\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"else without clauses", "with {:ok, n} <- {:ok, 1} do\n  n\nelse\n  :error\nend",
		"error: expected -> clauses for :else in \"with\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"option before do of with", "with n <- 1, unknown: 2 do\n  n\nend",
		"error: unexpected option :unknown in \"with\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"after with two arguments", "receive do\n  n -> n\nafter\n  1, 2 -> 3\nend",
		"error: expected one argument for :after clauses (->) in \"receive\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"catch with three arguments", "try do\n  1\ncatch\n  a, b, c -> {a, b, c}\nend",
		"error: expected one or two args for :catch clauses (->) in \"try\"\n└─ nofile:4:11\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"rescue of nothing", "try do\n  1\nrescue\n  []\nend",
		"error: expected -> clauses for :rescue in \"try\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"rescue with two arguments", "try do\n  1\nrescue\n  a, b -> {a, b}\nend",
		"error: expected one argument for :rescue clauses (->) in \"try\"\n└─ nofile:4:8\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"reduce with two arguments", "for n <- 1..3, reduce: 0, do: (sum, m -> n + m + sum)",
		"error: when using :reduce with comprehensions, the do block must be written using acc -> expr clauses, where each clause expects the accumulator as a single argument\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"quote of no keywords", "quote(2)",
		"error: invalid arguments for \"quote\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"size from elsewhere in the head", "fn len, <<_::size(len)>> -> :ok end",
		"error: undefined variable \"len\"\n└─ nofile:1:19\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"size by a remote call", "fn <<_::size(String.length(\"a\"))>> -> :ok end",
		"error: cannot invoke remote function String.length/1 inside a bitstring size specifier\n└─ nofile:1:21\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"size by a field with parentheses", "m = %{n: 1}; fn <<_::size(m.n())>> -> :ok end",
		"error: cannot invoke remote function inside a bitstring size specifier. If you want to do a map lookup instead, please remove parens from m.n()\n└─ nofile:1:29\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"environment in a pattern", "__ENV__ = 1",
		"error: invalid pattern in match, __ENV__ is not allowed in matches\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"stacktrace in a pattern", "__STACKTRACE__ = 1",
		"error: invalid pattern in match, __STACKTRACE__ is not allowed in matches\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"as a word", "alias String, as: :s",
		"error: invalid value for option :as, expected an alias, got: :s\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"as a number", "alias String, as: 1",
		"error: invalid value for option :as, expected an alias, got: 1\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"struct of a text", "%\"user\"{n: 1} = 1",
		"error: expected struct name in a match to be a compile time atom, alias or a variable, got: \"user\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"ambiguous range", "n = 1\nn -2 .. n",
		"error: \"n -2..n\" looks like a function call but there is a variable named \"n\". If you want to perform a function call, use parentheses:\n\n    n(-2..n)\n\nIf you want to perform an operation on the variable n, use spaces around the unary operator\n└─ nofile:2:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"zero in a pattern", "case 1 do\n  0.0 -> 1\n  _ -> 2\nend",
		"warning: pattern matching on 0.0 is equivalent to matching only on +0.0 from Erlang/OTP 27+. Instead you must match on +0.0 or -0.0\n└─ nofile\n\n"},
	{"signed zero in a pattern", "case 1 do\n  -0.0 -> 1\n  +0.0 -> 2\n  _ -> 3\nend",
		""},
	{"call of a number", "1.foo",
		"error: invalid call 1.foo\n└─ nofile:1:3\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"call of a text", "\"a\".size()",
		"error: invalid call \"a\".size()\n└─ nofile:1:5\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"nothing to receive", "receive([])",
		"error: missing :do/:after option in \"receive\"\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
}

func TestSpecifiers(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, said)
	for _, c := range specifiers {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, "Said.of("+exString(c.src)+") == "+exString(c.want)); got != "true" {
				t.Errorf("%s\n says %s\n want %s", c.src, st.Eval(t, "Said.of("+exString(c.src)+")"), c.want)
			}
		})
	}
}

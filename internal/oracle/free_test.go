package oracle

import (
	"os"
	"regexp"
	"slices"
	"strings"
)

// free matches text that differs in each session, and holds its replacement.
var free = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`#PID<0\.\d+\.\d+>`), "#PID<here>"},
	{regexp.MustCompile(`#PID<\d+\.\d+\.\d+>`), "#PID<there>"},
	{regexp.MustCompile(`#Reference<0\.\d+\.\d+\.\d+>`), "#Reference<here>"},
	{regexp.MustCompile(`#Reference<\d+\.\d+\.\d+\.\d+>`), "#Reference<there>"},
	{regexp.MustCompile(`#Function<\d+\.\d+/`), "#Function<_/"},
	{regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3} \[`), "TIME ["},
	{regexp.MustCompile(`\d\d?-\w{3}-\d{4}::\d\d:\d\d:\d\d\.\d{6}`), "TIME"},
	{regexp.MustCompile(`\b[A-Z]{20}\b`), "COOKIE"},
	{regexp.MustCompile(`^Erlang/OTP 25 \[.*`), "BANNER"},
	// These are the counts that runtime_info prints.
	{regexp.MustCompile(`^(Compiled for|Schedulers|Schedulers online|Processes|Total|Uptime|Run queue|Atoms|ETS|Ports) {4,}.*`), "$1"},
	// This is the folder of the session.
	{regexp.MustCompile(`\(outside of \S+,`), "(outside of HERE,"},
	// This is the machine's own name.
	{regexp.MustCompile(`@(vm|` + regexp.QuoteMeta(host()) + `)\b`), "@HOST"},
	// The line numbers of the class's project differ from those of the copy in testdata.
	{regexp.MustCompile(`\(phoenix_hello 0\.1\.0\) (lib/\S+):\d+:`), "(phoenix_hello 0.1.0) $1:"},
}

func host() string {
	name, err := os.Hostname()
	if err != nil {
		return "vm"
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// inner matches stack frames in files of Erlang and Elixir.
var inner = regexp.MustCompile(`^(\s|‹\d*›)+\((elixir|stdlib|kernel|iex|mix|logger|ex_unit) [\d.]+\) `)

// path matches a line that consists of a file path. The recordings have none.
var path = regexp.MustCompile(`^(\s|‹\d*›)*/\S+$`)

// innerValue matches inner stack frames in an inspected value.
var innerValue = regexp.MustCompile(`\[\s*(\{[\w.:]+, :\w+, \d+,\s+\[\s*file: ~c"(lib|src)/[a-z_/]+\.(ex|erl)"[^\]]*\]\}(,\s+)?)+\s*\]`)

// settled removes everything that may vary. Spaces at the end of a line are remains of an erased
// prompt and not visible on a screen.
func settled(lines []string) []string {
	var out []string
	lines = strings.Split(innerValue.ReplaceAllString(strings.Join(lines, "\n"), "[FRAMES]"), "\n")
	for _, line := range lines {
		if inner.MatchString(line) || path.MatchString(line) {
			continue
		}
		for _, f := range free {
			line = f.from.ReplaceAllString(line, f.to)
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return out
}

// other matches the first line of output of a process other than the prompt: the logger, the
// compiler on standard error, and processes that the sessions spawn.
var other = regexp.MustCompile(`^(‹\d*›)?(TIME \[|\[(error|warning|info|debug)\] |error: |warning: |running on |where: )`)

// same reports whether two outputs are equal. Lines of different processes may be interleaved in
// any order, but the lines of one process keep theirs.
func same(want, got []string) bool {
	if slices.Equal(want, got) {
		return true
	}
	want, got = byNode(full(want)), byNode(full(got))
	return merges(want, got) || ended(want) && ended(got) && sameEnd(want, got)
}

// sameEnd compares the output of a shell that ends. The shell may end before or after it prints its
// answer, so the answer may be missing or in a different place.
func sameEnd(want, got []string) bool {
	answer := ""
	if !other.MatchString(want[0]) && !exits(want[0]) {
		answer, want = want[0], want[1:]
	}
	if merges(want, got) {
		return true
	}
	for i, l := range got {
		shown := l == answer || answer == "" && !other.MatchString(l) && !exits(l)
		if shown && merges(want, slices.Delete(slices.Clone(got), i, i+1)) {
			return true
		}
	}
	return false
}

// news matches a message about a node. Messages about different nodes have no fixed order.
var news = regexp.MustCompile(`^\{:node(up|down), (:\w+@\w+)\}$`)

// byNode sorts adjacent news by node.
func byNode(lines []string) []string {
	for i := 0; i < len(lines); i++ {
		j := i
		for j < len(lines) && news.MatchString(lines[j]) {
			j++
		}
		slices.SortStableFunc(lines[i:j], func(a, b string) int {
			return strings.Compare(news.FindStringSubmatch(a)[2], news.FindStringSubmatch(b)[2])
		})
		i = max(i, j)
	}
	return lines
}

// full removes blank lines, because output that follows a prompt begins with one more line break
// than output at the start of a line.
func full(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == "" })
}

// ended reports whether the output says that the shell has ended.
func ended(out []string) bool { return slices.ContainsFunc(out, exits) }

func exits(line string) bool { return strings.HasPrefix(bare(line), "** (EXIT from ") }

// merges reports whether got is want, except that blocks of other processes may be elsewhere.
func merges(want, got []string) bool {
	if slices.Equal(want, got) {
		return true
	}
	if !slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))) {
		return false
	}
	i := slices.IndexFunc(want, other.MatchString)
	if i < 0 {
		return false
	}
	for j := i + 1; j <= len(want); j++ {
		block, rest := want[i:j], slices.Concat(want[:i], want[j:])
		for k := 0; k+len(block) <= len(got); k++ {
			if slices.Equal(got[k:k+len(block)], block) && merges(rest, slices.Concat(got[:k], got[k+len(block):])) {
				return true
			}
		}
	}
	return false
}

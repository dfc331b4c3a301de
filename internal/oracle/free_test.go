package oracle

import (
	"os"
	"regexp"
	"slices"
	"strings"
)

// free is what no two sessions have in common, and what stands for it.
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
	// The counts of runtime_info.
	{regexp.MustCompile(`^(Compiled for|Schedulers|Schedulers online|Processes|Total|Uptime|Run queue|Atoms|ETS|Ports) {4,}.*`), "$1"},
	// The machine's own name.
	{regexp.MustCompile(`@(vm|` + regexp.QuoteMeta(host()) + `)\b`), "@HOST"},
	// The lines of the class's project are not those of ours.
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

// inner are stack frames in files of Erlang's and Elixir's own.
var inner = regexp.MustCompile(`^(\s|‹\d*›)+\((elixir|stdlib|kernel|iex|mix|logger|ex_unit) [\d.]+\) `)

// path is a line that is the path of a file. The recordings have none.
var path = regexp.MustCompile(`^(\s|‹\d*›)*/\S+$`)

// innerValue is a list of such frames as a value.
var innerValue = regexp.MustCompile(`\[\s*(\{[\w.:]+, :\w+, \d+,\s+\[\s*file: ~c"(lib|src)/[a-z_/]+\.(ex|erl)"[^\]]*\]\}(,\s+)?)+\s*\]`)

// settled returns lines without what is free to vary. Spaces at the end of a line
// are what is left of an erased prompt, and cannot be told on a screen.
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

// other is the first line of what another process than the prompt's prints: the
// logger's, the compiler's on standard error, and those that the sessions spawn.
var other = regexp.MustCompile(`^(‹\d*›)?(TIME \[|\[(error|warning|info|debug)\] |error: |warning: |running on |where: )`)

// same reports whether two outputs are one. The order of lines is free where they
// are of different processes; those of one stay together.
func same(want, got []string) bool {
	if slices.Equal(want, got) {
		return true
	}
	want, got = byNode(full(want)), byNode(full(got))
	return merges(want, got) || ended(want) && ended(got) && sameEnd(want, got)
}

// sameEnd compares what a shell that ends leaves. Whether its answer is still shown, and
// where in what is logged, is a race between the shell and what ends it.
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

// news is a message about a node. Those about different nodes may overtake each
// other.
var news = regexp.MustCompile(`^\{:node(up|down), (:\w+@\w+)\}$`)

// byNode sorts neighbouring news by node.
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

// full leaves blank lines out: a line that is printed behind a prompt needs one
// more of them than one printed at the start of a line.
func full(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == "" })
}

// ended reports whether the shell ended after a line that was typed.
func ended(out []string) bool { return slices.ContainsFunc(out, exits) }

func exits(line string) bool { return strings.HasPrefix(bare(line), "** (EXIT from ") }

// merges reports whether got is want with blocks of other processes elsewhere.
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

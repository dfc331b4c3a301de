package catalogue

// This file has the mistakes that can be made in any lab, and their hints.

// The mistakes that can be made in any lab.
const (
	MistakeHalts     = "halts"
	MistakeEnded     = "ended"
	MistakeEndless   = "endless"
	MistakeSilent    = "silent"
	MistakeSlow      = "slow"
	MistakeLoops     = "loops" // of labs whose checks tell it from others
	MistakeHangs     = "hangs" // as well
	MistakeCaddyfile = "caddyfile"
	MistakeRedefines = "redefines"
)

// mistakes are the hints for them.
var mistakes = map[string]string{
	MistakeHalts:     "Your code ended one of the nodes. Which of its lines stops the system, and what is it there for?",
	MistakeEnded:     "A node ended while your code ran on it. What do its last words say?",
	MistakeEndless:   "The project does not come to the end of its start. What runs when mix.exs, a module body or start/2 is run, and where does it end?",
	MistakeSlow:      "Each answer comes, and takes its time. What does your code wait for, and who is kept waiting by it?",
	MistakeSilent:    "A node was so busy with your code that it answered nobody. How many processes does your code start, and what ends them?",
	MistakeCaddyfile: "Caddy does not run with this Caddyfile. Below is what it says, with the line.",
	MistakeRedefines: "The project defines a module that is Elixir's own, or one of the checks. Give yours a name of its own.",
}

// Mistake is the hint for a mistake: the lab's own, or the one for all labs.
func (l *Lab) Mistake(name string) string {
	if hint, ok := l.Mistakes[name]; ok {
		return hint
	}
	return mistakes[name]
}

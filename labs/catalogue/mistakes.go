package catalogue

// This file defines the mistakes that labs have in common, and their hints.

// The mistakes that labs have in common. They are possible in every lab, unless a remark says
// otherwise.
const (
	MistakeHalts     = "halts"
	MistakeEnded     = "ended"
	MistakeEndless   = "endless"
	MistakeSilent    = "silent"
	MistakeSlow      = "slow"
	MistakeLoops     = "loops"     // only for labs whose checks can detect it
	MistakeHangs     = "hangs"     // only for labs whose checks can detect it
	MistakeCaddyfile = "caddyfile" // only for labs with a proxy
	MistakeRedefines = "redefines"
	MistakeStart     = "start_fails"
)

// mistakes maps mistakes to their general hints. A lab whose checks detect another mistake has its
// own hint.
var mistakes = map[string]string{
	MistakeHalts:     "Your code ended one of the nodes. Which of its lines stops the system, and what is it there for?",
	MistakeEnded:     "A node ended while your code ran on it. What do its last words say?",
	MistakeEndless:   "The project does not finish its start. What runs when mix.exs, a module body or start/2 is run, and where does it end?",
	MistakeSlow:      "Each answer comes, but late. What does your code wait for, and who has to wait for it?",
	MistakeSilent:    "A node was so busy with your code that it answered nobody. How many processes does your code start, and what ends them?",
	MistakeCaddyfile: "Caddy does not run with this Caddyfile. Its message below names the line.",
	MistakeRedefines: "The project defines a module with the name of a module of Elixir or of the checks. Give yours another name.",
	MistakeStart:     "start/2 of the application raised an error before it had started the children. Which line of application.ex does the error name, and what does its first line say?",
}

// Mistake returns the hint for a mistake. The lab's own hint takes precedence over the general
// one.
func (l *Lab) Mistake(name string) string {
	if hint, ok := l.Mistakes[name]; ok {
		return hint
	}
	return mistakes[name]
}

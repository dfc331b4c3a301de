package grade

import (
	"regexp"
	"strings"
	"sync"

	"lab/labs/catalogue"
	"lab/labs/report"
)

// This file finds the mistake of a project that does not compile or does not start.

// notStarted returns the result of a project that does not start. It adds the hint for the output,
// if there is one.
func notStarted(l *exam, what, said string) report.Result {
	result := report.Result{Lab: l.ID, Title: l.Title, Verdict: report.NotYet, Reason: what + ":\n" + said}
	if result.Mistake = bootMistake(l, said); result.Mistake != "" {
		result.Reason = l.Mistake(result.Mistake) + "\n" + said
	}
	return result
}

// bootMistake returns the mistake that the output of a node shows, or "". The patterns of the lab
// describe errors of children. The compiler and start/2 raise errors of the same types.
func bootMistake(l *exam, said string) string {
	switch {
	case sealedModule().MatchString(said):
		return catalogue.MistakeRedefines
	case endlessStart().MatchString(said):
		return catalogue.MistakeEndless
	case uncompiled().MatchString(said):
		return ""
	case startRaised(said):
		return catalogue.MistakeStart
	}
	for _, b := range l.Grade.Boot {
		if regexp.MustCompile(b.Says).MatchString(said) {
			return b.Mistake
		}
	}
	return ""
}

// startRaised reports whether start/2 of the application raised an error of its own. An error that
// passed through a supervisor, or whose value is the answer of one, belongs to a child.
func startRaised(said string) bool {
	_, report, found := strings.Cut(said, "** (Mix) Could not start application ")
	first, trace, _ := strings.Cut(report, "\n")
	return found && strings.Contains(first, ": exited in: ") && strings.Contains(first, ".start(") &&
		strings.Contains(trace, "** (EXIT) an exception was raised:") && strings.Contains(trace, ": :application.started/2") &&
		!strings.Contains(trace, "supervisor.ex:") && !strings.Contains(trace, "{:error, ")
}

// endlessStart matches a node's message about a project that does not finish loading.
var endlessStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`does not finish its start|this file did not finish and was stopped`)
})

// uncompiled matches the compiler's message about a file that does not compile.
var uncompiled = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*== Compilation error in file`) })

// sealedModule matches the compiler's error for a module that must not be replaced.
var sealedModule = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`cannot define module .* is sealed`) })

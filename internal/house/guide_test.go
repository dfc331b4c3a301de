package house

import (
	"regexp"
	"testing"

	"lab/internal/shipped"
)

// TestKeysInTheGuideWorkAtThePrompt reads the texts of all labs. A step without a question begins at
// the prompt, where a letter is text. The guide must name a key that works everywhere, or **esc** or
// the menu of faults before the letter.
func TestKeysInTheGuideWorkAtThePrompt(t *testing.T) {
	sentence, letter, led := regexp.MustCompile(`[.:]\s`), regexp.MustCompile(`\*\*[a-z]\*\*`), regexp.MustCompile(`\*\*(esc|ctrl\+x)\*\*`)
	for _, l := range shipped.Catalogue(t).Labs {
		for _, s := range l.Steps {
			if s.Question != nil {
				continue
			}
			for _, text := range sentence.Split(s.Text, -1) {
				if at := letter.FindStringIndex(text); at != nil && !led.MatchString(text[:at[0]]) {
					t.Errorf("lab %s, step %s: %s of %q types a letter at the prompt", l.ID, s.ID, text[at[0]:at[1]], text)
				}
			}
		}
	}
}

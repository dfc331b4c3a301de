package session

import "testing"

// TestWordsComeBeforeOurs checks that an explanation appears only after the student has written or
// skipped their own.
func TestWordsComeBeforeOurs(t *testing.T) {
	for _, c := range []struct {
		what string
		say  func(s *Session)
		want string
	}{
		{"in words", func(s *Session) { s.SayWords("  because\n it is ") }, "because it is"},
		{"passed over", func(s *Session) { s.SayWords("") }, ""},
		{"gone on from", func(s *Session) {
			if got := s.Next(); got != Explained {
				t.Errorf("going on without words is %v", got)
			}
		}, ""},
	} {
		s := way()
		s.GoTo(4)
		if s.Answer([]int{1}); s.AsksWords() {
			t.Fatal("asked after a wrong answer")
		}
		s.Answer([]int{0})
		if told, _ := s.Told(); !s.AsksWords() || told.Explain != "" {
			t.Fatalf("%s: not asked, or told before: %+v", c.what, told)
		}
		c.say(s)
		if told, _ := s.Told(); s.AsksWords() || told.Explain != "why" || told.Words != c.want {
			t.Errorf("%s: %+v", c.what, told)
		}
	}
	s := way()
	if s.Answer([]int{0}); s.AsksWords() {
		t.Error("a prediction needs no words")
	}
}

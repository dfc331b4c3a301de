package catalogue

// SeenIn returns the step in which what was predicted is seen, nil for none.
func (l *Lab) SeenIn(prediction *Step) *Step {
	at := l.Step(prediction.ID)
	for _, s := range l.Steps[at+1:] {
		if seen := prediction.Question.Seen; s.ID == seen || seen == "" && s.Kind != Predict {
			return s
		}
	}
	return nil
}

package catalogue

// SeenIn returns the step in which the outcome of a prediction is observed, or nil.
func (l *Lab) SeenIn(prediction *Step) *Step {
	at := l.Step(prediction.ID)
	for _, s := range l.Steps[at+1:] {
		if seen := prediction.Question.Seen; s.ID == seen || seen == "" && s.Kind != Predict {
			return s
		}
	}
	return nil
}

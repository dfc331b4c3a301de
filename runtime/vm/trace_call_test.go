package vm

import "testing"

// TestAHookInPlace replaces a traced function twice. This happens when two processes wait for the
// compilation of the function. A call must run the function only once.
func TestAHookInPlace(t *testing.T) {
	called := 0
	g := &Func{Entry: func(*Process) Step {
		called++
		return nil
	}}
	f := &Func{}
	f.hook = &hook{f: f}
	f.Become(g)
	f.Become(g)
	f.hook.entry(nil)
	if called != 1 {
		t.Errorf("the function was called %d times, want 1", called)
	}
}

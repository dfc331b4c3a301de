package live

import (
	"errors"
	"testing"

	"lab/repl/workbook"
)

// TestABrowserThatRunsOnKeepsNobody checks that leaving a lab waits for its background work, but
// not for the browser.
func TestABrowserThatRunsOnKeepsNobody(t *testing.T) {
	d := &Driver{out: newOutbox()}
	closed := make(chan struct{})
	d.show("https://localhost:8080/hello", func(string) error {
		<-closed
		return errors.New("it could not be started")
	})
	d.work.Wait()
	if got := d.out.take(); len(got) != 1 || got[0].(workbook.Notice).Text != "opening https://localhost:8080/hello" {
		t.Errorf("it says %v", got)
	}
	<-d.out.some
	close(closed)
	<-d.out.some
	if got := d.out.take(); len(got) != 1 || got[0].(workbook.Notice).Text != "no browser could be started: open https://localhost:8080/hello yourself" {
		t.Errorf("and then %v", got)
	}
}

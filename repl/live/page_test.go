package live

import (
	"errors"
	"testing"

	"lab/labs/catalogue"
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

// TestTheEndOfCaddyIsTold checks that the screen learns of a Caddy that ended by itself, and not of
// one that was stopped.
func TestTheEndOfCaddyIsTold(t *testing.T) {
	for _, itself := range []bool{true, false} {
		d := &Driver{cfg: Config{Lab: &catalogue.Lab{Proxy: &catalogue.Proxy{Config: "Caddyfile"}}}, out: newOutbox(), ctx: t.Context()}
		ended := make(chan bool, 1)
		ended <- itself
		d.attendProxy(ended)
		got := d.out.take()
		if itself != (len(got) == 2) {
			t.Fatalf("ended by itself: %v, says %v", itself, got)
		}
		if itself && (got[0] != any(workbook.Proxy{}) || got[1].(workbook.Notice).Text != "Caddy has ended: saving Caddyfile starts it again") {
			t.Errorf("it says %v", got)
		}
	}
}

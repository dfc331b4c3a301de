package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// shownFile matches a file on a documentation page: its name, and its text between fences.
var shownFile = regexp.MustCompile("(?ms)^`(home/[^`]+)`\n\n```\\w+\n(.*?)^```$")

// asTheReaderDoes holds the commands that the page asks its reader to run.
const asTheReaderDoes = `
exec lab lint home
stdout '^home: 1 lab, nothing wrong'
[short] stop
exec lab new
status 1 lab check home
stdout 'No Receiver was sent anything'
exec lab solution home --apply
status 0 lab check home
stdout '^✓ lab home: .*: passed'
exec lab certify home
stdout '^home +1 +0 .* 3 +0 '
stdin typed
exec lab run home
stdout '✓ a Receiver runs on each node'
-- typed --
/2
/next
Receiver.start_link()
/node2
Receiver.start_link()
Process.sleep(1500)
/quit
`

// TestAuthoringIsTrue creates a lab as docs/authoring.md describes. The page's commands must have
// the results that the page names.
func TestAuthoringIsTrue(t *testing.T) {
	page, err := os.ReadFile("../docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	script := strings.TrimLeft(asTheReaderDoes, "\n")
	files := shownFile.FindAllStringSubmatch(string(page), -1)
	if len(files) != 4 {
		t.Fatalf("the page shows %d files of the lab", len(files))
	}
	for _, f := range files {
		script += "-- " + f[1] + " --\n" + f[2]
	}
	file := filepath.Join(t.TempDir(), "authoring.txtar")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, scripts(t, file))
}

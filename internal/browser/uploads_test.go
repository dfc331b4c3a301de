package browser

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// uploads sends files of a form. The server rejects some files, and the user cancels one file. One
// file is sent in several chunks, and one file is uploaded automatically.
func uploads(s *server, p *page) {
	dir := p.t.TempDir()
	file := func(name string, size int) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, bytes.Repeat([]byte("lab "), size/4), 0o644); err != nil {
			p.t.Fatal(err)
		}
		return path
	}
	choose := func(input string, paths ...string) {
		p.do("choose files", chromedp.SetUploadFiles(chromedp.CSS(`#files input[name="`+input+`"]`), paths))
	}
	entries := func(n int) string { return fmt.Sprintf(`document.querySelectorAll("#files .entry").length == %d`, n) }

	p.do("open", chromedp.Navigate(s.url("/files")))
	p.until(`document.querySelector("[data-phx-main]").classList.contains("phx-connected")`)
	choose("docs", file("large.txt", 400_000))
	p.until(text("#files", ":too_large"))
	p.click("#files .entry button")
	p.until(entries(0))
	choose("docs", file("code.exs", 400))
	p.until(text("#files", ":not_accepted"))
	p.click("#files .entry button")
	p.until(entries(0))
	choose("docs", file("a.txt", 200_000), file("b.txt", 1000))
	choose("docs", file("c.txt", 10))
	p.until(text("#files em", ":too_many_files"))
	p.click("#files .entry:nth-of-type(2) button")
	p.until(entries(2) + ` && !document.querySelector("#files em")`)
	p.click("#send")
	p.until(text("#saved", fmt.Sprintf("a.txt is %d", crc32.ChecksumIEEE(bytes.Repeat([]byte("lab "), 50_000)))))
	p.until(text("#saved", "c.txt is") + " && " + entries(0))
	choose("note", file("note.bin", 100_000))
	p.until(text("#saved", "note.bin of 100000"))
	if kept, _ := filepath.Glob(filepath.Join(s.dir, "tmp", "*")); len(kept) > 0 && os.Getenv("TMPDIR") == "" {
		p.t.Errorf("files were kept: %v", kept)
	}
}

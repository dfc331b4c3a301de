package live

import (
	"fmt"
	"os/exec"
	"path"
	"runtime"

	"lab/labs/catalogue"
	"lab/repl/workbook"
)

// This file opens the pages of a lab in a browser, and reports the state of Caddy.

// Open implements workbook.Driver.
func (d *Driver) Open() {
	d.mu.Lock()
	s := d.scenario
	d.mu.Unlock()
	if s == nil {
		d.notice(workbook.Key, "the nodes are still starting")
		return
	}
	url, err := s.Page(d.cfg.Lab.Page)
	if err != nil {
		d.notice(workbook.Key, err.Error())
		return
	}
	d.show(url, browse)
}

// show opens a page in the background. If the command started the browser itself, it may run until
// the browser is closed, even after the lab has ended.
func (d *Driver) show(url string, browse func(url string) error) {
	d.notice(workbook.Key, "opening "+url)
	go func() {
		if err := browse(url); err != nil {
			d.notice(workbook.Key, "no browser could be started: open "+url+" yourself")
		}
	}()
}

// Browses reports whether the operating system can be asked to open a page.
func Browses() bool {
	_, err := exec.LookPath(opener("")[0])
	return err == nil
}

// browse asks the operating system to open a page.
func browse(url string) error {
	command := opener(url)
	return exec.Command(command[0], command[1:]...).Run()
}

// opener returns the command that opens a page.
func opener(url string) []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{"open", url}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	return []string{"xdg-open", url}
}

// isProxys reports whether a file of the workbook is Caddy's configuration.
func (d *Driver) isProxys(file string) bool {
	p := d.cfg.Lab.Proxy
	return p != nil && file == path.Join(catalogue.Project, p.Config)
}

// restartProxy restarts Caddy with its changed configuration.
func (d *Driver) restartProxy() {
	d.mu.Lock()
	started := d.scenario != nil
	d.mu.Unlock()
	if !started {
		return // Caddy will read the new content when it starts
	}
	d.out.put(workbook.Output{Node: catalogue.ProxyName, Text: "\n" + d.cfg.Lab.Proxy.Config + " was saved: Caddy restarts\n"})
	if err := d.scenario.StartProxy(d.ctx); err != nil && d.ctx.Err() == nil {
		d.notice(workbook.Caddyfile, err.Error())
		return
	}
	d.tellProxy()
}

// tellProxy tells the screen whether Caddy accepted its configuration, and later whether it has ended.
func (d *Driver) tellProxy() {
	if d.cfg.Lab.Proxy == nil {
		return
	}
	d.work.Go(func() { d.attendProxy(d.scenario.ProxyEnded()) })
	wrong := d.scenario.ProxyWrong()
	d.out.put(workbook.Proxy{Up: wrong == ""})
	if wrong != "" {
		d.notice(workbook.Caddyfile, fmt.Sprintf("Caddy rejected %s: its tab shows the reason", d.cfg.Lab.Proxy.Config))
	}
}

// attendProxy tells the screen if Caddy ends by itself, for example because it was killed.
func (d *Driver) attendProxy(ended <-chan bool) {
	select {
	case itself := <-ended:
		if itself {
			d.proxyEnded.Store(true)
			d.out.put(workbook.Proxy{Up: false})
			d.notice(workbook.Caddyfile, "Caddy has ended: saving "+d.cfg.Lab.Proxy.Config+" starts it again")
		}
	case <-d.ctx.Done():
	}
}

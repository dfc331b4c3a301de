package live

import (
	"fmt"
	"os/exec"
	"path"
	"runtime"

	"lab/labs/catalogue"
	"lab/repl/workbook"
)

// This file shows the pages of a lab to the student, and Caddy's word beside the
// prompts.

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

// show has a page opened. A browser that nothing else has started may run until it is closed: nobody
// waits for it, and it goes on when the lab is left.
func (d *Driver) show(url string, browse func(url string) error) {
	d.notice(workbook.Key, "opening "+url)
	go func() {
		if err := browse(url); err != nil {
			d.notice(workbook.Key, "open "+url+" in your browser: none could be started from here")
		}
	}()
}

// browse asks the system to open a page.
func browse(url string) error {
	command := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open", url}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	return exec.Command(command[0], command[1:]...).Run()
}

// isProxys reports whether a file of the workbook is the one by which Caddy runs.
func (d *Driver) isProxys(file string) bool {
	p := d.cfg.Lab.Proxy
	return p != nil && file == path.Join(catalogue.Project, p.Config)
}

// restartProxy has Caddy read its file again.
func (d *Driver) restartProxy() {
	d.mu.Lock()
	started := d.scenario != nil
	d.mu.Unlock()
	if !started {
		return // Caddy will read the file as it is now
	}
	d.out.put(workbook.Output{Node: catalogue.ProxyName, Text: "\n" + d.cfg.Lab.Proxy.Config + " was saved: Caddy starts again\n"})
	if err := d.scenario.StartProxy(d.ctx); err != nil && d.ctx.Err() == nil {
		d.notice(workbook.Caddyfile, err.Error())
		return
	}
	d.tellProxy()
}

// tellProxy tells whether Caddy took its file.
func (d *Driver) tellProxy() {
	if d.cfg.Lab.Proxy == nil {
		return
	}
	wrong := d.scenario.ProxyWrong()
	d.out.put(workbook.Proxy{Up: wrong == ""})
	if wrong != "" {
		d.notice(workbook.Caddyfile, fmt.Sprintf("Caddy does not take %s; its tab says why", d.cfg.Lab.Proxy.Config))
	}
}

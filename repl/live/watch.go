package live

import (
	"context"
	"crypto/sha256"
	"os"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// This file watches the expectations of the current step and the files of the lab.

const (
	// pause is the minimum time between two evaluations.
	pause = 250 * time.Millisecond
	// idle is the time after which the expectations are evaluated without an event, because not
	// every change causes one.
	idle = time.Second
	// lookTime is the timeout of an evaluation. The longer timeout careful is for an evaluation
	// just before an action. That evaluation must complete even on a busy machine.
	lookTime = 2 * time.Second
	careful  = 8 * time.Second
)

// Watch implements workbook.Driver.
func (d *Driver) Watch(step *catalogue.Step) {
	d.mu.Lock()
	d.step = step
	d.begin()
	d.mu.Unlock()
	d.lookAgain()
}

// begin starts to watch the current step. A step keeps its watch, so a student who returns to it
// does not have to repeat what was done. The caller holds d.mu.
func (d *Driver) begin() {
	if d.scenario != nil && d.step != nil && d.watched[d.step] == nil {
		d.watched[d.step] = d.scenario.WatchStep(d.step)
	}
}

func (d *Driver) lookAgain() {
	select {
	case d.look <- struct{}{}:
	default:
	}
}

// watch evaluates the expectations after each event and reports changes.
func (d *Driver) watch() {
	var last *catalogue.Step
	var seen []bool
	for {
		select {
		case <-d.ctx.Done():
			return
		case <-d.look:
		case <-time.After(idle):
		}
		if step, now := d.met(lookTime); len(now) > 0 {
			if step != last || !slices.Equal(now, seen) {
				d.out.put(workbook.Met{Step: step.ID, Done: now, Seen: d.seen(step, now)})
			}
			last, seen = step, now
		}
		select {
		case <-d.ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// seen returns a signed record of the step if all of its expectations are met. It returns nil if an
// expectation is not met. If the record cannot be signed, it shows a notice and returns nil.
func (d *Driver) seen(step *catalogue.Step, met []bool) *book.Record {
	if slices.Contains(met, false) {
		return nil
	}
	r, err := d.progress.SawStep(d.cfg.Lab, step)
	if err != nil {
		d.notice(workbook.Saving, err.Error())
	}
	return r
}

// met evaluates the expectations of the current step within the time limit.
func (d *Driver) met(limit time.Duration) (*catalogue.Step, []bool) {
	d.mu.Lock()
	step := d.step
	watched := d.watched[step]
	d.mu.Unlock()
	if watched == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(d.ctx, limit)
	defer cancel()
	return step, watched.Met(ctx)
}

// settle is the time allowed for an editor to finish writing a file.
const settle = 100 * time.Millisecond

// fingerprint returns the hash of a file's content, or zeros if the file cannot be read.
func fingerprint(name string) [sha256.Size]byte {
	text, err := os.ReadFile(name)
	if err != nil {
		return [sha256.Size]byte{}
	}
	return sha256.Sum256(text)
}

// watchFiles reports files whose content has changed. It watches their folders, because editors
// replace files instead of writing to them.
func (d *Driver) watchFiles() {
	files := d.files()
	if len(files) == 0 {
		return
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		d.notice(workbook.Watching, "lab cannot detect saved files: "+err.Error())
		return
	}
	defer w.Close()
	for _, dir := range foldersOf(files) {
		if err := w.Add(dir); err != nil {
			d.notice(workbook.Watching, "lab cannot detect saved files: "+err.Error())
		}
	}
	held := map[string][sha256.Size]byte{}
	for name := range files {
		held[name] = fingerprint(name)
	}
	var saved []string
	var quiet <-chan time.Time
	for {
		select {
		case <-d.ctx.Done():
			return
		case e := <-w.Events:
			if _, ok := files[e.Name]; ok && e.Has(fsnotify.Write|fsnotify.Create) {
				if !slices.Contains(saved, e.Name) {
					saved = append(saved, e.Name)
				}
				quiet = time.After(settle)
			}
		case <-w.Errors: // the next save makes up for a lost event
		case <-quiet:
			for _, name := range saved {
				now := fingerprint(name)
				changed := now != held[name]
				held[name] = now
				if d.isProxys(files[name]) && (changed || d.proxyEnded.Swap(false)) {
					d.work.Go(d.restartProxy)
				}
				if changed {
					d.out.put(workbook.Saved{File: files[name]})
				}
			}
			saved, quiet = nil, nil
		}
	}
}

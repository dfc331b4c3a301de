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

// This file looks at what a step waits for, and at the files of the lab.

const (
	// pause lies between two looks, so that there are at most four a second.
	pause = 250 * time.Millisecond
	// idle is when a look is taken although nothing was heard: not all that comes
	// true makes itself heard.
	idle = time.Second
	// lookTime bounds one look, careful one that must not be missed: something is about to be
	// done, and a busy machine takes its time.
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

// begin begins to watch the step that is shown, unless that was begun: who goes back
// to read something again shall not have to do again what was done. It holds d.mu.
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

// watch looks when something happened, and tells what has changed.
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

// seen is a record of a step whose expectations were all met, nil of another.
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

// met looks at the expectations of the step that is shown, soon or not at all.
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

// settle is how long an editor may take to write a file.
const settle = 100 * time.Millisecond

// fingerprint is what a file holds, or that there is none.
func fingerprint(name string) [sha256.Size]byte {
	text, err := os.ReadFile(name)
	if err != nil {
		return [sha256.Size]byte{}
	}
	return sha256.Sum256(text)
}

// watchFiles tells of files that were saved with another text than before. Editors replace files, so it is
// their folders that are watched.
func (d *Driver) watchFiles() {
	files := d.files()
	if len(files) == 0 {
		return
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		d.notice(workbook.Watching, "saved files will not be noticed: "+err.Error())
		return
	}
	defer w.Close()
	for _, dir := range foldersOf(files) {
		if err := w.Add(dir); err != nil {
			d.notice(workbook.Watching, "saved files will not be noticed: "+err.Error())
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
		case <-w.Errors: // an event was missed; the next save will be noticed
		case <-quiet:
			for _, name := range saved {
				now := fingerprint(name)
				if now == held[name] {
					continue
				}
				held[name] = now
				if d.isProxys(files[name]) {
					d.work.Go(d.restartProxy)
				}
				d.out.put(workbook.Saved{File: files[name]})
			}
			saved, quiet = nil, nil
		}
	}
}

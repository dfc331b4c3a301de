package vm

import (
	"sync"
	"sync/atomic"
)

// A table maps numbers to processes and keeps parked processes alive. Numbers are sequential, so
// the table consists of pages: a spawn writes one word, and a page is freed when all its processes
// have ended.
type table struct {
	mu    sync.RWMutex
	pages map[uint32]*page
	open  *page // the newest; never freed
}

const pageSize = 256

// A page holds the processes with consecutive numbers.
type page struct {
	number uint32
	living atomic.Int32
	procs  [pageSize]atomic.Pointer[Process]
}

func (t *table) init() { t.pages = map[uint32]*page{} }

func (t *table) put(p *Process) {
	pg := t.enter(p.id.ID / pageSize)
	p.page = pg
	pg.procs[p.id.ID%pageSize].Store(p)
}

// enter counts a process on a page, so that the page is not freed.
func (t *table) enter(number uint32) *page {
	t.mu.RLock()
	pg := t.open
	if pg == nil || pg.number != number {
		pg = t.pages[number]
	}
	if pg != nil {
		pg.living.Add(1)
	}
	t.mu.RUnlock()
	if pg != nil {
		return pg
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if pg = t.pages[number]; pg == nil {
		pg = &page{number: number}
		t.pages[number] = pg
		former := t.open
		t.open = pg
		if former != nil {
			t.drop(former)
		}
	}
	pg.living.Add(1)
	return pg
}

// drop frees a page without processes. The mutex must be held.
func (t *table) drop(pg *page) {
	if pg != t.open && pg.living.Load() == 0 && t.pages[pg.number] == pg {
		delete(t.pages, pg.number)
	}
}

func (t *table) get(id uint32) *Process {
	t.mu.RLock()
	pg := t.pages[id/pageSize]
	t.mu.RUnlock()
	if pg == nil {
		return nil
	}
	return pg.procs[id%pageSize].Load()
}

func (t *table) remove(p *Process) {
	pg := p.page
	pg.procs[p.id.ID%pageSize].Store(nil)
	if pg.living.Add(-1) > 0 {
		return
	}
	t.mu.Lock()
	t.drop(pg)
	t.mu.Unlock()
}

// all returns the living processes.
func (t *table) all() []*Process {
	t.mu.RLock()
	pages := make([]*page, 0, len(t.pages))
	for _, pg := range t.pages {
		pages = append(pages, pg)
	}
	t.mu.RUnlock()
	var out []*Process
	for _, pg := range pages {
		for i := range pg.procs {
			if p := pg.procs[i].Load(); p != nil {
				out = append(out, p)
			}
		}
	}
	return out
}

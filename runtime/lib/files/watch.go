package files

import (
	"path/filepath"
	"strings"
	"sync"

	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file notifies processes of changed files.

// watch implements lab_file:watch(Folder). It sends {file_changed, Path, Events} to the calling
// process for each change of a file in the folder or below it, until the process ends. It skips
// folders such as _build and .git.
func (f *files) watch(p *vm.Process, a []term.Term) vm.Step {
	local, err := f.local(a[0])
	if err != nil {
		return p.Return(fileError(err))
	}
	m, pid := p.Machine(), p.PID()
	changed := func(c reach.Change) {
		var events []term.Term
		for _, word := range strings.Fields(c.What) {
			events = append(events, term.Sym(word))
		}
		m.Send(pid, term.Tup(term.Sym("file_changed"), term.Str(c.Path), term.List(events...)))
	}
	var mu sync.Mutex
	ended, stop := false, func() {}
	p.OnExit(func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
		stop()
	})
	return p.Block(func() (term.Term, error) {
		end, err := f.root.Watch(filepath.ToSlash(local), changed)
		if err != nil {
			return fileError(err), nil
		}
		mu.Lock()
		defer mu.Unlock()
		if ended {
			end()
		}
		stop = end
		return term.Ok, nil
	})
}

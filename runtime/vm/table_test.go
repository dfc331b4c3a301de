package vm

import (
	"testing"

	"lab/runtime/term"
)

func TestTable(t *testing.T) {
	var tab table
	tab.init()
	var procs []*Process
	for id := uint32(1); id <= 3*pageSize; id++ {
		p := &Process{id: &term.Pid{ID: id}}
		procs = append(procs, p)
		tab.put(p)
	}
	for _, p := range procs {
		if tab.get(p.id.ID) != p {
			t.Fatalf("process %d is not found", p.id.ID)
		}
	}
	if n := len(tab.all()); n != len(procs) {
		t.Errorf("%d of %d processes", n, len(procs))
	}
	stays := procs[pageSize]
	for _, p := range procs {
		if p != stays {
			tab.remove(p)
		}
	}
	if all := tab.all(); len(all) != 1 || all[0] != stays || tab.get(stays.id.ID) != stays {
		t.Errorf("%d processes are left", len(all))
	}
	if tab.get(1) != nil || tab.get(1<<20) != nil {
		t.Error("a process that is not there is found")
	}
	// Two pages must remain: the page of the living process, and the newest page.
	if n := len(tab.pages); n != 2 {
		t.Errorf("%d pages are left", n)
	}
}

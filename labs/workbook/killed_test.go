package workbook

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestKilledWhileSaving kills a program at a random moment while it saves in a loop. Earlier
// progress must be kept, and the next program must not wait.
func TestKilledWhileSaving(t *testing.T) {
	const marker = "LAB_TEST_SAVE_IN"
	if dir := os.Getenv(marker); dir != "" {
		saveForever(dir)
	}
	w := book(t)
	last := 0
	for range 20 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileSaving$")
		cmd.Env = append(os.Environ(), marker+"="+w.Dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for moved, end := false, time.Now().Add(30*time.Second); !moved; {
			moved = len(progressOf(t, w).Lab("a").Done) > last
			if time.Now().After(end) {
				t.Fatal("nothing is saved any more")
			}
		}
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond) // a random moment
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // fails: the program was killed
		p := progressOf(t, w)
		if n := len(p.Lab("a").Done); n <= last {
			t.Fatalf("%d steps are done, and there were %d", n, last)
		} else {
			last = n
		}
		save(t, p)
	}
}

func saveForever(dir string) {
	w, err := Open(dir, nil)
	for n := 0; err == nil; n++ {
		var p *Progress
		if p, _, err = w.Progress(); err == nil {
			p.Lab("a").Done = append(p.Lab("a").Done, fmt.Sprint(os.Getpid(), "-", n))
			err = p.Save()
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

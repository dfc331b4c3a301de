package esbuild

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"lab/runtime/bundle"
)

const (
	// mostMemory is the maximum memory of the child, in bytes.
	mostMemory = 512 << 20
	// mostStack is the maximum stack size of a goroutine, in bytes. Deeply nested sources need a
	// large stack.
	mostStack = 256 << 20
	// lookEvery is the interval between two checks of the memory.
	lookEvery = 5 * time.Millisecond
)

// bound ends this process when it exceeds its limits.
func bound() {
	debug.SetMaxStack(mostStack)
	debug.SetMemoryLimit(mostMemory / 2)
	began := time.Now()
	go func() {
		all := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for range time.Tick(lookEvery) {
			metrics.Read(all)
			if all[0].Value.Uint64()-all[1].Value.Uint64() > mostMemory {
				give(fmt.Sprintf("the sources need more than %d MB of memory", mostMemory>>20))
			}
			if time.Since(began) > bundle.MostTime {
				give("it takes too long")
			}
		}
	}()
}

func give(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

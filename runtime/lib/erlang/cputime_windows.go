package erlang

import (
	"syscall"
	"time"
)

// cpuTime returns the processor time that this program has used. ok is false if the system does not
// tell.
func cpuTime() (used time.Duration, ok bool) {
	process, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0, false
	}
	var created, exited, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(process, &created, &exited, &kernel, &user); err != nil {
		return 0, false
	}
	const unit = 100 // nanoseconds
	span := func(f syscall.Filetime) int64 { return (int64(f.HighDateTime)<<32 | int64(f.LowDateTime)) * unit }
	return time.Duration(span(kernel) + span(user)), true
}

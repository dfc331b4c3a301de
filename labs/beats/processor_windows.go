package beats

import (
	"syscall"
	"time"
)

// processorTime returns the processor time that this program has used.
func processorTime() time.Duration {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var created, ended, kernel, user syscall.Filetime
	if syscall.GetProcessTimes(self, &created, &ended, &kernel, &user) != nil {
		return 0
	}
	return hundredNanos(kernel) + hundredNanos(user)
}

// hundredNanos converts a duration from Windows' unit of 100 ns.
func hundredNanos(f syscall.Filetime) time.Duration {
	return time.Duration(int64(f.HighDateTime)<<32|int64(f.LowDateTime)) * 100
}

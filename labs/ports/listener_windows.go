package ports

import (
	"encoding/csv"
	"os/exec"
	"strconv"
	"strings"
)

// listener asks netstat for the process and tasklist for its name.
func listener(port int) (pid int, program string) {
	out, err := exec.Command("netstat", "-ano", "-p", "TCP").Output()
	if err != nil {
		return 0, ""
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		// The fields are protocol, local address, remote address, state and process. The name of
		// the state is localised, so a listener is recognised by its empty remote address.
		if len(fields) == 5 && strings.HasSuffix(fields[1], ":"+strconv.Itoa(port)) && strings.HasSuffix(fields[2], ":0") {
			pid, _ = strconv.Atoi(fields[4])
			break
		}
	}
	if pid == 0 {
		return 0, ""
	}
	out, err = exec.Command("tasklist", "/FI", "PID eq "+strconv.Itoa(pid), "/FO", "CSV", "/NH").Output()
	if err != nil {
		return pid, ""
	}
	if row, err := csv.NewReader(strings.NewReader(string(out))).Read(); err == nil && len(row) > 1 {
		program = row[0]
	}
	return pid, program
}

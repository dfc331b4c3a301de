package cluster

import (
	"errors"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// held is a job object. It ends its processes when its last handle is closed. That happens when
// this process ends.
type held struct{ job windows.Handle }

func hold(p *os.Process) held {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return held{} // the node still ends when its input closes
	}
	var info windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	info.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	if err == nil {
		err = assign(job, p)
	}
	if err != nil {
		_ = windows.CloseHandle(job)
		return held{}
	}
	return held{job}
}

func assign(job windows.Handle, p *os.Process) error {
	h, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(p.Pid))
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	return windows.AssignProcessToJobObject(job, h)
}

func (h held) release() {
	if h.job != 0 {
		_ = windows.CloseHandle(h.job)
	}
}

var errNoFreeze = errors.New("Windows cannot freeze a process; cut its links instead")

// Suspend returns an error: freezing is not supported on Windows.
func Suspend(*os.Process) error { return errNoFreeze }

// Resume returns an error: freezing is not supported on Windows.
func Resume(*os.Process) error { return errNoFreeze }

// apart keeps Ctrl-C at the terminal from reaching the node.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

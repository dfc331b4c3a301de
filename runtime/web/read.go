package web

import (
	"errors"
	"io"
	"slices"
	"unsafe"

	"lab/runtime/vm"
)

// This file reads data from clients step by step, so that it counts as memory.

// errNoRoom reports that there is no memory for data of a client.
var errNoRoom = errors.New("there is no memory for the data")

// firstRead is the size of the first part that is read.
const firstRead = 4 << 10

// readAll reads all of r. It returns an error if there is no memory for it, or if more does not
// accept that the buffer grows by n bytes.
func readAll(m *vm.Machine, r io.Reader, more func(n int) error) (string, error) {
	var data []byte
	for {
		if len(data) == cap(data) {
			n := max(firstRead, cap(data))
			if err := more(n); err != nil {
				return "", err
			}
			var err error
			if data, err = grow(m, data, n); err != nil {
				return "", err
			}
		}
		n, err := r.Read(data[len(data):cap(data)])
		switch data = data[:len(data)+n]; {
		case errors.Is(err, io.EOF):
			return fitted(m, data)
		case err != nil:
			return unsafe.String(unsafe.SliceData(data), len(data)), err
		}
	}
}

// grow returns data with room for n more bytes. The memory is claimed until it is allocated: two
// goroutines cannot both get the last of it.
func grow(m *vm.Machine, data []byte, n int) ([]byte, error) {
	release, err := m.Claim(len(data) + n)
	if err == nil {
		defer release()
		err = m.Count(n)
	}
	if err != nil {
		return nil, errNoRoom
	}
	return slices.Grow(data, n), nil
}

// fitted returns data as a text that takes at most a quarter more memory.
func fitted(m *vm.Machine, data []byte) (string, error) {
	if spare := cap(data) - len(data); spare <= len(data)/4 {
		return unsafe.String(unsafe.SliceData(data), len(data)), nil
	}
	release, err := m.Claim(len(data))
	if err != nil {
		return "", errNoRoom
	}
	defer release()
	return string(data), nil
}

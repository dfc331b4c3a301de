package esbuild

import (
	"encoding/json"
	"fmt"
	"io"

	"lab/runtime/bulkhead"
	"lab/runtime/bundle"
)

// mostRequest is the maximum size of a request, in bytes.
const mostRequest = 1 << 20

// Serve reads a request and writes the answer. It ends the process when the memory or the time
// exceeds the limit.
func Serve(in io.Reader, out io.Writer) error {
	bound()
	var req bundle.Request
	if err := json.NewDecoder(io.LimitReader(in, mostRequest)).Decode(&req); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	var a *bundle.Answer
	err := bulkhead.Within("bundle", func() (err error) {
		a, err = Build(req)
		return err
	})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

package bundle

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

const (
	// MostTime is the time limit of a child process.
	MostTime = 30 * time.Second
	// mostAnswer is the maximum size of an answer, in bytes.
	mostAnswer = 64 << 20
	// mostWords is the number of bytes of standard error that are kept.
	mostWords = 4 << 10
)

// A Runner runs child processes, one at a time to limit the load on the machine. The zero Runner
// refuses all requests.
type Runner struct {
	command []string
	turn    chan struct{}
}

// NewRunner returns a Runner that starts the given command for each request.
func NewRunner(command []string) *Runner { return &Runner{command, make(chan struct{}, 1)} }

// Ask runs a child process for the request and returns its answer.
func (r *Runner) Ask(ctx context.Context, req Request) (*Answer, error) {
	if len(r.command) == 0 {
		return nil, errors.New("this node cannot bundle assets")
	}
	ctx, cancel := context.WithTimeout(ctx, MostTime)
	defer cancel()
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, errors.New("bundling takes too long: other bundles are being made")
	}
	asked, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("ask for a bundle: %w", err)
	}
	words, said := limited{left: mostAnswer}, limited{left: mostWords, drop: true}
	cmd := exec.CommandContext(ctx, r.command[0], r.command[1:]...)
	cmd.Dir, cmd.Env = req.Root, []string{}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(asked), &words, &said
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("bundling took more than %v and was given up", MostTime)
	case err != nil:
		first, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return nil, fmt.Errorf("bundling failed: %s (%w)", first, err)
	}
	var a Answer
	if err := json.Unmarshal(words.Bytes(), &a); err != nil {
		return nil, fmt.Errorf("bundling failed: its answer cannot be read: %w", err)
	}
	return &a, nil
}

// limited is a buffer with a limit. Beyond the limit, Write fails or, if drop is set, discards the
// data.
type limited struct {
	bytes.Buffer
	left int
	drop bool
}

func (l *limited) Write(b []byte) (int, error) {
	kept := b[:min(len(b), l.left)]
	l.left -= len(kept)
	l.Buffer.Write(kept)
	if len(kept) < len(b) && !l.drop {
		return len(kept), io.ErrShortWrite
	}
	return len(b), nil
}

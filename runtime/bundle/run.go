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
	// MostTime is how long a child may take.
	MostTime = 30 * time.Second
	// mostAnswer bounds what a child answers, in bytes.
	mostAnswer = 64 << 20
	// mostWords bounds what it says when it fails.
	mostWords = 4 << 10
)

// A Runner asks children, one at a time: a project whose bundles are large takes no more of
// the machine than one does. The zero Runner refuses all.
type Runner struct {
	command []string
	turn    chan struct{}
}

// NewRunner makes a Runner whose children are the given command.
func NewRunner(command []string) *Runner { return &Runner{command, make(chan struct{}, 1)} }

// Ask has a child answer a request.
func (r *Runner) Ask(ctx context.Context, req Request) (*Answer, error) {
	if len(r.command) == 0 {
		return nil, errors.New("this node bundles nothing")
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

// limited keeps what is written to it, up to a limit. Then it fails, or drops the rest.
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

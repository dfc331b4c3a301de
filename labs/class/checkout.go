package class

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// This file reads a git repository without a working tree. A submitted repository can name
// programs in its configuration and hooks, so all commands run in a clone that has neither.

const gitTime = time.Minute

// checkout writes the files of the repository's HEAD to a folder.
func checkout(ctx context.Context, repository, to string) error {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	if _, err := exec.LookPath("git"); err != nil {
		return fmt.Errorf("it is a git repository without files: install git on this machine to read it: %w", err)
	}
	if err := git(ctx, io.Discard, "clone", "--quiet", "--no-local", "--no-checkout", "--depth", "1", "--template=", "--", repository, to); err != nil {
		return err
	}
	if err := fits(ctx, to); err != nil {
		return err
	}
	return git(ctx, io.Discard, "-C", to, "-c", "core.hooksPath="+os.DevNull, "checkout", "--quiet", "HEAD")
}

// fits checks the number and the size of a commit's files before they are written.
func fits(ctx context.Context, clone string) error {
	read, write := io.Pipe()
	go func() {
		write.CloseWithError(git(ctx, write, "-C", clone, "ls-tree", "-r", "-l", "HEAD"))
	}()
	defer read.Close()
	lines := bufio.NewScanner(read)
	var size int64
	for n := 0; lines.Scan(); n++ {
		meta, _, _ := strings.Cut(lines.Text(), "\t")
		fields := strings.Fields(meta) // mode, kind, hash, size
		if len(fields) == 4 {
			bytes, _ := strconv.ParseInt(fields[3], 10, 64) // "-" for a submodule
			size += bytes
		}
		if n >= maxEntries || size > maxUnpacked {
			return refused("the repository has more than %d files or %d MB; remove those that are not part of the project", maxEntries, maxUnpacked>>20)
		}
	}
	return lines.Err()
}

func git(ctx context.Context, out io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_LFS_SKIP_SMUDGE=1", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = out, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		return fmt.Errorf("git took too long: %w", ctx.Err())
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return refused("git cannot read the repository: %.200s", line)
	}
	return err
}

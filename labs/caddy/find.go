package caddy

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrNone means that Caddy is not installed and cannot be built.
var ErrNone = errors.New(`there is no Caddy here. Put the program lab-caddy beside lab, or install Caddy 2
(caddyserver.com/docs/install) so that "caddy" is found; in a checkout of lab's source, with Go, lab builds it itself`)

// buildArgs are the arguments with which go builds Caddy. The tags leave out the modules of Caddy's
// certificate library that need a database.
var buildArgs = []string{"build", "-v", "-trimpath", "-tags", "nobadger,nomysql,nopgx", "-ldflags", "-s -w"}

// Find returns the path of Caddy. It prefers the file that LAB_CADDY names, then the program next
// to lab, then Caddy 2 in PATH, then a build from a checkout of lab. It writes the progress of a
// build to progress.
func Find(ctx context.Context, progress io.Writer) (string, error) {
	file, err := Installed(ctx)
	if errors.Is(err, ErrUnbuilt) {
		return build(ctx, source(), progress)
	}
	return file, err
}

// ErrUnbuilt means that Caddy is not installed, but can be built.
var ErrUnbuilt = errors.New("no Caddy is built yet")

// Installed returns the path of Caddy as Find does, but returns ErrUnbuilt where Find would
// build Caddy.
func Installed(ctx context.Context) (string, error) {
	if file := os.Getenv("LAB_CADDY"); file != "" {
		return file, nil
	}
	if self, err := os.Executable(); err == nil {
		if file := program(filepath.Dir(self)); isFile(file) {
			return file, nil
		}
	}
	if file, err := exec.LookPath("caddy"); err == nil && isSecond(ctx, file) {
		return file, nil
	}
	dir := source()
	if dir == "" {
		return "", ErrNone
	}
	if home, err := homeOf(dir); err == nil && isFile(program(home)) {
		return program(home), nil
	}
	return "", ErrUnbuilt
}

func program(dir string) string {
	name := "lab-caddy"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// isSecond reports whether a program is Caddy 2.
func isSecond(ctx context.Context, file string) bool {
	out, err := exec.CommandContext(ctx, file, "version").Output()
	return err == nil && strings.HasPrefix(string(out), "v2.")
}

// source returns the folder of Caddy's module in a checkout of lab, or "" if there is none. It
// searches near the source of this program. It also searches near the current folder, for go run
// and go test.
func source() string {
	if _, err := exec.LookPath("go"); err != nil {
		return ""
	}
	var from []string
	if _, here, _, ok := runtime.Caller(0); ok && filepath.IsAbs(here) { // relative if built with -trimpath
		from = append(from, filepath.Dir(here))
	}
	if here, err := os.Getwd(); err == nil {
		from = append(from, here)
	}
	for _, dir := range from {
		for dir != filepath.Dir(dir) {
			if source := filepath.Join(dir, "lab-caddy"); isFile(filepath.Join(source, "go.mod")) {
				return source
			}
			dir = filepath.Dir(dir)
		}
	}
	return ""
}

// homeOf returns the folder of the build of Caddy: a folder in the user's cache folder, keyed by a
// digest of Caddy's source in dir.
func homeOf(dir string) (string, error) {
	made, err := origin(dir)
	if err != nil {
		return "", fmt.Errorf("reading Caddy's module: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("making a folder for the build of Caddy: %w", err)
	}
	return filepath.Join(cache, "lab", "caddy-"+made), nil
}

// build builds Caddy and stores it.
func build(ctx context.Context, dir string, progress io.Writer) (string, error) {
	home, err := homeOf(dir)
	if err != nil {
		return "", err
	}
	file := program(home)
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("making a folder for the build of Caddy: %w", err)
	}
	tmp, err := os.MkdirTemp(home, "build-*")
	if err != nil {
		return "", fmt.Errorf("making a folder for the build of Caddy: %w", err)
	}
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, "go", append(buildArgs, "-o", program(tmp), ".")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if err := run(cmd, progress); err != nil {
		return "", err
	}
	// Another process may have installed an identical build meanwhile.
	if err := os.Rename(program(tmp), file); err != nil && !isFile(file) {
		return "", fmt.Errorf("installing the new build of Caddy: %w", err)
	}
	return file, nil
}

// origin returns a digest of the sources and tools that Caddy is built from.
func origin(dir string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version(), buildArgs)
	for _, name := range []string{"go.mod", "go.sum", "main.go"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		sum.Write(b)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:6]), nil
}

// run runs the build and shows its progress by the number of compiled packages.
func run(cmd *exec.Cmd, progress io.Writer) error {
	var said bytes.Buffer
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	fmt.Fprint(progress, "building Caddy, once; this takes a minute or two ")
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		n := 0
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said.Reset()
			said.WriteString(lines.Text())
			if n++; n%50 == 0 {
				fmt.Fprint(progress, ".")
			}
		}
	}()
	err := cmd.Run()
	in.Close()
	<-counted
	fmt.Fprintln(progress)
	if err != nil {
		return fmt.Errorf("building Caddy: %w: %s", err, said.String())
	}
	return nil
}

package cli

import (
	"archive/zip"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lab/runtime/dist/epmd/epmdtest"
)

// repository is the environment variable that names the folder of the files that main.go embeds.
const repository = "LAB_TEST_REPOSITORY"

// labCommand runs lab for the scripts.
func labCommand() {
	// The nodes of a lab do not have the variable, because they need no lab files.
	os.Exit(Main(Assets{Files: os.DirFS(os.Getenv(repository))}))
}

func TestScripts(t *testing.T) {
	p := scripts(t)
	p.Dir = "testdata"
	testscript.Run(t, p)
}

// scripts returns the parameters of testscript.
func scripts(t *testing.T, files ...string) testscript.Params {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	epmd := strconv.Itoa(epmdtest.Start(t))
	return testscript.Params{
		Files: files,
		Condition: func(name string) (bool, error) {
			switch name {
			case "sample", "whole":
				return os.Getenv("LAB_CERTIFY") == name, nil
			case "caddy": // built beforehand, because building takes a minute
				return os.Getenv("LAB_CADDY") != "", nil
			case "root": // file permissions do not apply to root
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "zip": zipFolder},
		Setup: func(e *testscript.Env) error {
			e.Setenv(repository, root)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TEST_EPMD", epmd)
			free, err := freePort()
			if err != nil {
				return err
			}
			e.Setenv("FREE_PORT", free) // for a script that starts its own epmd
			e.Setenv("LAB_CADDY", os.Getenv("LAB_CADDY"))
			e.Setenv("REAL_CADDY", os.Getenv("LAB_CADDY"))
			return nil
		},
	}
}

// freePort returns a port on which nothing listens.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return strconv.Itoa(ln.Addr().(*net.TCPAddr).Port), nil
}

// status runs a program and checks its exit status: status N PROGRAM ARGUMENTS.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, got := args[0], "0"
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = strconv.Itoa(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %s, want %s\n%s%s", got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// zipFolder implements the command zip FILE FOLDER.
func zipFolder(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	ts.Check(errors.Join(z.AddFS(os.DirFS(ts.MkAbs(args[1]))), z.Close(), f.Close()))
}

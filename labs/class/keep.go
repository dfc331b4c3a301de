package class

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lab/labs/report"
)

// This file stores results. An interrupted grading can thus resume, and a repeated grading grades
// only labs and submissions that have changed.

// keptDir is the folder of stored results, relative to the folder of the reports.
const keptDir = "graded"

// A kept is a stored result with its inputs: the program, the lab, the files and the student's
// record.
type kept struct {
	Program string        `json:"program"`
	Lab     string        `json:"lab_hash"`
	Files   string        `json:"files"`
	Record  string        `json:"record"`
	Result  report.Result `json:"result"`
}

func (k kept) file(out string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", k.Program, k.Result.Lab, k.Lab, k.Files, k.Record))
	return filepath.Join(out, keptDir, hex.EncodeToString(sum[:])+".json")
}

// read returns the stored result for the same inputs. It returns false if there is none that can
// be read.
func (k kept) read(out string) (report.Result, bool) {
	text, err := os.ReadFile(k.file(out))
	if err != nil {
		return report.Result{}, false
	}
	var was kept
	if json.Unmarshal(text, &was) != nil || was.Program != k.Program || was.Lab != k.Lab || was.Files != k.Files || was.Record != k.Record {
		return report.Result{}, false
	}
	return was.Result, true
}

// write stores a result. It skips results without a verdict. It also skips results of replaced
// labs, because they depend on more than the listed inputs.
func (k kept) write(out string) error {
	if k.Result.Verdict == report.Unable || k.Result.Replaced != "" {
		return nil
	}
	text, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(k.file(out), text)
}

// writeWhole writes a file atomically.
func writeWhole(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".lab-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

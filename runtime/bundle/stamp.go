package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"lab/runtime/reach"
)

// A Record is how files of a folder were when they were looked at. It serves one
// goroutine at a time.
type Record map[string]string

// Look notes how a file is, and returns what is known of it.
func (r Record) Look(folder *reach.Folder, local string) (fs.FileInfo, error) {
	info, err := folder.Stat(local)
	if err != nil {
		r[local] = "none"
		return nil, err
	}
	r[local] = fmt.Sprint(info.IsDir(), info.Size(), info.ModTime().UnixNano())
	if info.IsDir() {
		r[local] = "folder" // what is in it is looked at by name
	}
	return info, nil
}

// Inputs are the files of the record.
func (r Record) Inputs() []string { return slices.Sorted(maps.Keys(r)) }

// Stamp is the record in short.
func (r Record) Stamp() string {
	h := sha256.New()
	for _, name := range r.Inputs() {
		fmt.Fprintf(h, "%q %s\n", name, r[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Changed looks at the inputs again. It returns their stamp now.
func Changed(folder *reach.Folder, inputs []string) string {
	r := Record{}
	for _, local := range inputs {
		_, _ = r.Look(folder, local) // that it is not there is noted
	}
	return r.Stamp()
}

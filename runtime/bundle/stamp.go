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

// A Record maps the files of a folder to the state in which they were found. It is not safe for
// concurrent use.
type Record map[string]string

// Look records the state of a file, and returns its FileInfo.
func (r Record) Look(folder *reach.Folder, local string) (fs.FileInfo, error) {
	info, err := folder.Stat(local)
	if err != nil {
		r[local] = "none"
		return nil, err
	}
	r[local] = fmt.Sprint(info.IsDir(), info.Size(), info.ModTime().UnixNano())
	if info.IsDir() {
		r[local] = "folder" // its files are looked up by name
	}
	return info, nil
}

// Inputs returns the paths of the recorded files, sorted.
func (r Record) Inputs() []string { return slices.Sorted(maps.Keys(r)) }

// Stamp returns a hash of the record.
func (r Record) Stamp() string {
	h := sha256.New()
	for _, name := range r.Inputs() {
		fmt.Fprintf(h, "%q %s\n", name, r[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Changed looks at the inputs again and returns their current stamp.
func Changed(folder *reach.Folder, inputs []string) string {
	r := Record{}
	for _, local := range inputs {
		_, _ = r.Look(folder, local) // Look also records missing files
	}
	return r.Stamp()
}

// Package files has File, Path, IO and StringIO. Programs reach one folder only,
// which Install is given.
//
// Start reading in file.go; subject.go lists what is in Go.
package files

// Package files implements File, Path, IO and StringIO. Programs can access a single folder, which
// is passed to Install.
//
// Start reading in file.go. subject.go lists the modules with functions in Go.
package files

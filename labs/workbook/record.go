package workbook

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// This file signs what was seen, so that it can be told from what was written by hand.
//
// A signature says that this program wrote a record, on the machine that has the key,
// for this workbook, and that nobody has changed it since. The key is the student's own,
// on the student's own machine, so it does not say that the student could not have
// made it otherwise.

// A Record says that something was seen, and when.
type Record struct {
	At time.Time `json:"at"`
	// Key is the public key of the machine, Sig its signature; both in hexadecimal.
	Key string `json:"key"`
	Sig string `json:"sig"`
}

// ErrNoKey says that this machine's key can be neither read nor made.
var ErrNoKey = errors.New("no key to sign your record with")

// The things that are recorded: a step that was seen to be done, and the files by their hash
// that passed.
func stepSeen(id string) string      { return "step " + id }
func filesPassed(hash string) string { return "files " + hash }
func (r *Record) text(parts ...string) []byte {
	return []byte(strings.Join(append([]string{"lab record 1", r.At.UTC().Format(time.RFC3339)}, parts...), "\n"))
}

// sign makes a record of something in a lab of a workbook.
func sign(workbook, lab, what string) (*Record, error) {
	key, err := machineKey()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
	}
	r := &Record{At: time.Now().UTC().Truncate(time.Second), Key: hex.EncodeToString(key.Public().(ed25519.PublicKey))}
	r.Sig = hex.EncodeToString(ed25519.Sign(key, r.text(workbook, lab, what)))
	return r, nil
}

// holds reports whether r is a record of that in that workbook.
func (r *Record) holds(workbook, lab, what string) bool {
	if r == nil {
		return false
	}
	key, err1 := hex.DecodeString(r.Key)
	sig, err2 := hex.DecodeString(r.Sig)
	return err1 == nil && err2 == nil && len(key) == ed25519.PublicKeySize &&
		ed25519.Verify(key, r.text(workbook, lab, what), sig)
}

// keyLine begins the file of the key.
const keyLine = "lab key 1 "

// KeyFile is where this machine keeps its key.
func KeyFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "lab", "key"), nil
}

// machineKey reads this machine's key, or makes it.
func machineKey() (ed25519.PrivateKey, error) {
	file, err := KeyFile()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return newKey(file)
	}
	if err != nil {
		return nil, err
	}
	return parseKey(file, string(text))
}

func parseKey(file, text string) (ed25519.PrivateKey, error) {
	seed, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), keyLine))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is not a key of lab; move it away, and a new one is made", file)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// newKey makes a key. Where two programs do so at once, the file that is there first
// counts.
func newKey(file string) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // it never fails (crypto/rand)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".key-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(keyLine + hex.EncodeToString(seed) + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(f.Name(), file); err != nil { // a file system without links
			return nil, err
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseKey(file, string(text))
}

// ThisMachine reports whether a record was signed here.
func (r *Record) ThisMachine() bool {
	file, err := KeyFile()
	if err != nil {
		return false
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	key, err := parseKey(file, string(text))
	return err == nil && hex.EncodeToString(key.Public().(ed25519.PublicKey)) == r.Key
}

// ShortKey is enough of a key to tell it from others.
func (r *Record) ShortKey() string { return r.Key[:min(8, len(r.Key))] }

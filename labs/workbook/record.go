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

// This file signs records, to distinguish them from records written by hand.
//
// A signature proves that this program wrote the record for this workbook on the machine that has
// the key, and that the record has not changed since. The key belongs to the student and is on the
// student's machine, so a determined student can still forge a record.

// A Record is a signed statement with a time.
type Record struct {
	At time.Time `json:"at"`
	// Key is the machine's public key and Sig its signature, both in hexadecimal.
	Key string `json:"key"`
	Sig string `json:"sig"`
}

// ErrNoKey means that this machine's key can neither be read nor created.
var ErrNoKey = errors.New("no key to sign your record with")

// stepSeen and filesPassed return the statements that can be signed: a step was completed, and
// files with a hash passed.
func stepSeen(id string) string      { return "step " + id }
func filesPassed(hash string) string { return "files " + hash }
func (r *Record) text(parts ...string) []byte {
	return []byte(strings.Join(append([]string{"lab record 1", r.At.UTC().Format(time.RFC3339)}, parts...), "\n"))
}

// sign signs a statement about a lab of a workbook.
func sign(workbook, lab, what string) (*Record, error) {
	key, err := machineKey()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
	}
	r := &Record{At: time.Now().UTC().Truncate(time.Second), Key: hex.EncodeToString(key.Public().(ed25519.PublicKey))}
	r.Sig = hex.EncodeToString(ed25519.Sign(key, r.text(workbook, lab, what)))
	return r, nil
}

// holds reports whether r is a valid signature of the statement. It returns false if r is nil.
func (r *Record) holds(workbook, lab, what string) bool {
	if r == nil {
		return false
	}
	key, err1 := hex.DecodeString(r.Key)
	sig, err2 := hex.DecodeString(r.Sig)
	return err1 == nil && err2 == nil && len(key) == ed25519.PublicKeySize &&
		ed25519.Verify(key, r.text(workbook, lab, what), sig)
}

// keyLine is the prefix of the key file's content.
const keyLine = "lab key 1 "

// KeyFile returns the path of this machine's key.
func KeyFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "lab", "key"), nil
}

// machineKey reads this machine's key, or creates it.
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
		return nil, fmt.Errorf("%s is not a key of lab; move it away, and lab creates a new one", file)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// newKey creates a key. If two programs do so at the same time, both use the key that was written
// first.
func newKey(file string) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // never fails (crypto/rand)
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
		if err := os.Rename(f.Name(), file); err != nil { // the file system does not support links
			return nil, err
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseKey(file, string(text))
}

// ThisMachine reports whether the record was signed on this machine.
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

// ShortKey returns a prefix of the key, for display.
func (r *Record) ShortKey() string { return r.Key[:min(8, len(r.Key))] }

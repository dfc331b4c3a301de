package node

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// cookieLetters is the length of a generated cookie, the same as Erlang's.
const cookieLetters = 20

// CookieFile returns the path of the user's cookie file.
func CookieFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("the user's configuration folder: %w", err)
	}
	return filepath.Join(dir, "lab", "cookie"), nil
}

// userCookie returns the cookie in file. It creates the file if necessary.
func userCookie(file string) (string, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeCookie(file)
	}
	if err != nil {
		return "", fmt.Errorf("read the cookie: %w", err)
	}
	cookie := strings.TrimSpace(string(b))
	if cookie == "" {
		return "", fmt.Errorf("read the cookie: %s is empty", file)
	}
	return cookie, nil
}

// makeCookie creates the cookie file through a temporary file, so that two nodes that start at the
// same time use the same cookie.
func makeCookie(file string) (string, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", fmt.Errorf("make the cookie: %w", err)
	}
	letters := make([]byte, cookieLetters)
	_, _ = rand.Read(letters) // never fails (crypto/rand)
	for i, b := range letters {
		letters[i] = 'A' + b%26
	}
	f, err := os.CreateTemp(filepath.Dir(file), "cookie") // mode 0600
	if err != nil {
		return "", fmt.Errorf("make the cookie: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(letters)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("make the cookie: %w", err)
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make the cookie: %w", err)
	}
	return userCookie(file)
}

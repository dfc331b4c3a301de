package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"

	"golang.org/x/crypto/chacha20poly1305"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements authenticated encryption: AES in the mode GCM, and ChaCha20 with Poly1305.

// aeadKeys maps the supported ciphers of crypto_one_time_aead to the size of their keys in bytes.
var aeadKeys = map[string]int{"aes_128_gcm": 16, "aes_192_gcm": 24, "aes_256_gcm": 32, chaChaPoly: chacha20poly1305.KeySize}

const chaChaPoly = "chacha20_poly1305"

// installAEAD registers crypto_one_time_aead(Cipher, Key, IV, Text, AAD, true) and
// crypto_one_time_aead(Cipher, Key, IV, Text, AAD, TagOrLength, Encrypt).
func installAEAD(x library.Module) {
	x.Func("crypto_one_time_aead", 6, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[5].Is(term.ATrue) {
			return term.Term{}, library.NoClause("crypto", "crypto_one_time_aead", a...)
		}
		s, err := newSealed(p, a)
		if err != nil {
			return term.Term{}, err
		}
		return s.encrypt(tagSize)
	})
	x.Func("crypto_one_time_aead", 7, func(p *vm.Process, a []term.Term) (term.Term, error) {
		encrypt := a[6].Is(term.ATrue)
		if !encrypt && !a[6].Is(term.AFalse) {
			return term.Term{}, aeadError(54, "Bad enc flag")
		}
		length, ok1 := library.Index(a[5])
		tag, ok2 := a[5].AsStr()
		switch {
		case encrypt && (!ok1 || length < 0):
			return term.Term{}, aeadError(73, "Bad Tag length")
		case !encrypt && !ok2:
			return term.Term{}, aeadError(77, "non-binary Tag")
		}
		s, err := newSealed(p, a)
		switch {
		case err != nil:
			return term.Term{}, err
		case encrypt:
			return s.encrypt(length)
		}
		return s.decrypt(tag), nil
	})
}

// aeadError returns the error for an invalid argument. It names a line in the C source of OTP.
func aeadError(line int64, text string) error { return cError(term.ABadarg, "aead.c", line, text) }

// tagSize is the size of a whole tag in bytes. OTP cuts tags off.
const tagSize = 16

// A sealed is a text to encrypt or decrypt, with the other arguments of crypto_one_time_aead.
type sealed struct {
	aead             cipher.AEAD
	nonce, text, aad []byte
}

func newSealed(p *vm.Process, a []term.Term) (s sealed, err error) {
	key, ok1 := erlang.IOData(p, a[1])
	nonce, ok2 := erlang.IOData(p, a[2])
	text, ok3 := erlang.IOData(p, a[3])
	aad, ok4 := erlang.IOData(p, a[4])
	name := library.AtomName(a[0])
	switch {
	case !ok3:
		return s, aeadError(67, "non-binary text")
	case !ok4:
		return s, aeadError(69, "non-binary AAD")
	case keySizes[name] != 0 && ok1 && keySizes[name] == len(key):
		return s, aeadError(94, "Not aead cipher")
	case !ok1 || aeadKeys[name] == 0 || aeadKeys[name] != len(key):
		return s, aeadError(90, "Unknown cipher or invalid key size")
	case !ok2 || len(nonce) == 0 || name == chaChaPoly && len(nonce) != chacha20poly1305.NonceSize:
		return s, aeadError(111, "Bad IV length")
	case name == chaChaPoly:
		aead, err := chacha20poly1305.New(key)
		return sealed{aead, nonce, text, aad}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return s, err
	}
	aead, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	return sealed{aead, nonce, text, aad}, err
}

// encrypt returns {Text, Tag} with a tag of a length.
func (s sealed) encrypt(length int) (term.Term, error) {
	if length < 1 || length > tagSize {
		return term.Term{}, cError(term.AError, "aead.c", 156, "Can't get Tag")
	}
	text, tag := s.seal(s.text)
	return term.Tup(term.Str(text), term.Str(tag[:length])), nil
}

// decrypt returns the decrypted text, or :error if the tag does not match the other arguments. The
// tag may be shorter than cipher.AEAD allows. So decrypt does not use Open: both modes add the same key
// stream to decrypt as to encrypt, and the tag is that of the decrypted text.
func (s sealed) decrypt(tag string) term.Term {
	text, _ := s.seal(s.text)
	_, whole := s.seal([]byte(text))
	if tag == "" || len(tag) > tagSize || subtle.ConstantTimeCompare([]byte(whole[:len(tag)]), []byte(tag)) == 0 {
		return term.Error
	}
	return term.Str(text)
}

func (s sealed) seal(text []byte) (out, tag string) {
	b := string(s.aead.Seal(nil, s.nonce, text, s.aad))
	return b[:len(text)], b[len(text):]
}

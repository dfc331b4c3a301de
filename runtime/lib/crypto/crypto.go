package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"hash"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var digests = map[string]func() hash.Hash{
	"md5": md5.New, "sha": sha1.New, "sha224": sha256.New224, "sha256": sha256.New,
	"sha384": sha512.New384, "sha512": sha512.New,
	"sha3_224": func() hash.Hash { return sha3.New224() },
	"sha3_256": func() hash.Hash { return sha3.New256() },
	"sha3_384": func() hash.Hash { return sha3.New384() },
	"sha3_512": func() hash.Hash { return sha3.New512() },
}

// installCrypto registers the functions for digests, random bytes and authenticated encryption.
func installCrypto(x library.Module) {
	x.Func("hash", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		newHash, ok := digests[library.AtomName(a[0])]
		if !ok {
			return term.Term{}, badDigest("hash.c", 108)
		}
		data, ok := erlang.IOData(p, a[1])
		if !ok {
			return term.Term{}, library.Bad(1, "not an iodata term")
		}
		h := newHash()
		h.Write(data)
		return term.Str(string(h.Sum(nil))), nil
	})
	x.Func("mac", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		newHash, ok := digests[library.AtomName(a[1])]
		if !ok || library.AtomName(a[0]) != "hmac" {
			return term.Term{}, badDigest("mac.c", 225)
		}
		key, ok1 := erlang.IOData(p, a[2])
		data, ok2 := erlang.IOData(p, a[3])
		if !ok1 || !ok2 {
			return term.Term{}, vm.Badarg()
		}
		h := hmac.New(newHash, key)
		h.Write(data)
		return term.Str(string(h.Sum(nil))), nil
	})
	x.Func("strong_rand_bytes", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := library.Index(a[0])
		if !ok || n < 0 || n > erlang.MaxRandomBytes {
			return term.Term{}, vm.Badarg()
		}
		b := make([]byte, n)
		if _, err := rand.Read(b); err != nil {
			return term.Term{}, err
		}
		return term.Str(string(b)), nil
	})
	x.Step("pbkdf2_hmac", 5, pbkdf2Hmac)
	x.Func("crypto_one_time_aead", 6, sealGCM)
	x.Func("crypto_one_time_aead", 7, openGCM)
	x.Func("exor", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, ok1 := erlang.IOData(p, a[0])
		t, ok2 := erlang.IOData(p, a[1])
		if !ok1 || !ok2 || len(s) != len(t) {
			return term.Term{}, vm.Badarg()
		}
		out := make([]byte, len(s))
		subtle.XORBytes(out, s, t)
		return term.Str(string(out)), nil
	})
	x.Func("hash_equals", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok1 := a[0].AsStr()
		t, ok2 := a[1].AsStr()
		if !ok1 || !ok2 || len(s) != len(t) {
			return term.Term{}, vm.Badarg()
		}
		return term.Bool(subtle.ConstantTimeCompare([]byte(s), []byte(t)) == 1), nil
	})
}

// maxIterations and maxKey bound one call of pbkdf2_hmac/5.
const (
	maxIterations = 10_000_000
	maxKey        = 1 << 16
)

// pbkdf2Hmac implements crypto:pbkdf2_hmac(Digest, Password, Salt, Iterations, Length). The
// algorithm is slow on purpose, so it runs outside the workers.
func pbkdf2Hmac(p *vm.Process, a []term.Term) vm.Step {
	newHash, ok := digests[library.AtomName(a[0])]
	if !ok {
		return p.Fail(badDigest("pbkdf2_hmac.c", 62))
	}
	password, ok1 := erlang.IOData(p, a[1])
	salt, ok2 := erlang.IOData(p, a[2])
	n, ok3 := library.Index(a[3])
	length, ok4 := library.Index(a[4])
	if !ok1 || !ok2 || !ok3 || !ok4 || n < 1 || n > maxIterations || length < 1 || length > maxKey {
		return p.Fail(vm.Badarg())
	}
	return p.Block(func() (term.Term, error) {
		key, err := pbkdf2.Key(newHash, string(password), salt, n, length)
		return term.Str(string(key)), err
	})
}

// gcmKeys maps the supported ciphers of crypto_one_time_aead to the size of their keys in bytes.
var gcmKeys = map[string]int{"aes_128_gcm": 16, "aes_192_gcm": 24, "aes_256_gcm": 32}

func gcm(p *vm.Process, cipherName, key, iv term.Term) (cipher.AEAD, []byte, error) {
	k, ok1 := erlang.IOData(p, key)
	nonce, ok2 := erlang.IOData(p, iv)
	if n := gcmKeys[library.AtomName(cipherName)]; !ok1 || !ok2 || n == 0 || len(k) != n || len(nonce) != 12 {
		return nil, nil, vm.Badarg()
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return aead, nonce, err
}

// sealGCM implements crypto_one_time_aead(Cipher, Key, IV, Text, AAD, true). It returns {Text,
// Tag}.
func sealGCM(p *vm.Process, a []term.Term) (term.Term, error) {
	aead, nonce, err := gcm(p, a[0], a[1], a[2])
	text, ok1 := erlang.IOData(p, a[3])
	aad, ok2 := erlang.IOData(p, a[4])
	if err != nil || !ok1 || !ok2 {
		return term.Term{}, vm.Badarg()
	}
	out := aead.Seal(nil, nonce, text, aad)
	at := len(out) - aead.Overhead()
	return term.Tup(term.Str(string(out[:at])), term.Str(string(out[at:]))), nil
}

// openGCM implements crypto_one_time_aead(Cipher, Key, IV, Text, AAD, Tag, false). It returns the
// decrypted text, or :error if the tag does not match the other arguments.
func openGCM(p *vm.Process, a []term.Term) (term.Term, error) {
	aead, nonce, err := gcm(p, a[0], a[1], a[2])
	text, ok1 := erlang.IOData(p, a[3])
	aad, ok2 := erlang.IOData(p, a[4])
	tag, ok3 := erlang.IOData(p, a[5])
	if err != nil || !ok1 || !ok2 || !ok3 {
		return term.Term{}, vm.Badarg()
	}
	out, err := aead.Open(nil, nonce, append(text, tag...), aad)
	if err != nil {
		return term.Error, nil
	}
	return term.Str(string(out)), nil
}

// badDigest returns the error of :crypto for an unknown digest. It names a line in the C source of
// OTP.
func badDigest(file string, line int64) error {
	at := term.Tup(term.Charlist(file), term.Int(line))
	return vm.ErrorOf(term.Tup(term.ABadarg.Term(), at, term.Charlist("Bad digest type")))
}

package crypto

import (
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
	installAEAD(x)
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

// badDigest returns the error of :crypto for an unknown digest. It names a line in the C source of
// OTP.
func badDigest(file string, line int64) error {
	return cError(term.ABadarg, file, line, "Bad digest type")
}

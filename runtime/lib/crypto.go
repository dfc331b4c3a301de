package lib

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"hash"

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

// maxRandomBytes bounds one call of strong_rand_bytes/1.
const maxRandomBytes = 1 << 24

// installCrypto registers the parts of :crypto that need no cipher.
func installCrypto(x module) {
	x.fn("hash", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		newHash, ok := digests[atomName(a[0])]
		if !ok {
			return term.Term{}, badDigest("hash.c", 108)
		}
		data, ok := iodata(a[1])
		if !ok {
			return term.Term{}, bad(1, "not an iodata term")
		}
		h := newHash()
		h.Write(data)
		return term.Str(string(h.Sum(nil))), nil
	})
	x.fn("mac", 4, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		newHash, ok := digests[atomName(a[1])]
		if !ok || atomName(a[0]) != "hmac" {
			return term.Term{}, badDigest("mac.c", 225)
		}
		key, ok1 := iodata(a[2])
		data, ok2 := iodata(a[3])
		if !ok1 || !ok2 {
			return term.Term{}, vm.Badarg()
		}
		h := hmac.New(newHash, key)
		h.Write(data)
		return term.Str(string(h.Sum(nil))), nil
	})
	x.fn("strong_rand_bytes", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := index(a[0])
		if !ok || n < 0 || n > maxRandomBytes {
			return term.Term{}, vm.Badarg()
		}
		b := make([]byte, n)
		if _, err := rand.Read(b); err != nil {
			return term.Term{}, err
		}
		return term.Str(string(b)), nil
	})
	x.fn("hash_equals", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok1 := a[0].AsStr()
		t, ok2 := a[1].AsStr()
		if !ok1 || !ok2 || len(s) != len(t) {
			return term.Term{}, vm.Badarg()
		}
		return term.Bool(subtle.ConstantTimeCompare([]byte(s), []byte(t)) == 1), nil
	})
}

// badDigest is how :crypto refuses an algorithm: it names its own C source.
func badDigest(file string, line int64) error {
	at := term.Tup(term.Charlist(file), term.Int(line))
	return vm.ErrorOf(term.Tup(term.ABadarg.Term(), at, term.Charlist("Bad digest type")))
}

// atomName is the name of an atom, "" for anything else.
func atomName(t term.Term) string {
	if !t.IsAtom() {
		return ""
	}
	return t.Atom().String()
}

package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the ciphers of :crypto: AES in the modes CBC, CTR and ECB.

// keySizes maps ciphers to the size of their keys in bytes.
var keySizes = map[string]int{
	"aes_128_cbc": 16, "aes_192_cbc": 24, "aes_256_cbc": 32,
	"aes_128_ctr": 16, "aes_192_ctr": 24, "aes_256_ctr": 32,
	"aes_128_ecb": 16, "aes_192_ecb": 24, "aes_256_ecb": 32,
}

// ng returns the error of :crypto's one-time functions for an invalid argument. It names a line in
// the C source of OTP.
func ng(line int64, text string) error {
	at := term.Tup(term.Charlist("api_ng.c"), term.Int(line))
	return vm.ErrorOf(term.Tup(term.ABadarg.Term(), at, term.Charlist(text)))
}

// A oneTime holds the options of a call of crypto_one_time.
type oneTime struct {
	encrypt, pad bool
}

func installCiphers(x library.Module) {
	x.Func("crypto_one_time", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return cryptoOneTime(p, a[0], a[1], term.Str(""), a[2], a[3])
	})
	x.Func("crypto_one_time", 5, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return cryptoOneTime(p, a[0], a[1], a[2], a[3], a[4])
	})
}

func cryptoOneTime(p *vm.Process, name, key, iv, data, opts term.Term) (term.Term, error) {
	size, known := keySizes[library.AtomName(name)]
	if !known {
		return term.Term{}, ng(242, "Unknown cipher")
	}
	k, ok := erlang.IOData(p, key)
	if !ok || len(k) != size {
		return term.Term{}, ng(244, "Bad key size")
	}
	mode := library.AtomName(name)[len("aes_256_"):]
	v, ok := erlang.IOData(p, iv)
	if mode != "ecb" && (!ok || len(v) != aes.BlockSize) {
		return term.Term{}, ng(310, "Bad iv size")
	}
	in, ok := erlang.IOData(p, data)
	if !ok {
		return term.Term{}, ng(966, "expected binary as data")
	}
	o, ok := oneTimeOptions(opts)
	if !ok {
		return term.Term{}, ng(120, "Options are not a boolean or a proper list")
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return term.Term{}, err
	}
	out, ok := o.run(mode, block, v, in)
	if !ok {
		return term.Term{}, vm.ErrorOf(term.Tup(term.AError.Term(), term.Tup(term.Charlist("api_ng.c"), term.Int(818)), term.Charlist("Can't finalize")))
	}
	return term.Str(string(out)), nil
}

// oneTimeOptions parses true (encrypt), false (decrypt), or a list of options.
func oneTimeOptions(t term.Term) (o oneTime, ok bool) {
	if t.Is(term.ATrue) || t.Is(term.AFalse) {
		return oneTime{encrypt: t.Is(term.ATrue)}, true
	}
	list, ok := t.Slice()
	o.encrypt = true
	for _, opt := range list {
		e := opt.Elems()
		if len(e) != 2 {
			return o, false
		}
		switch library.AtomName(e[0]) {
		case "encrypt":
			o.encrypt = e[1].Is(term.ATrue)
		case "padding":
			o.pad = strings.HasPrefix(library.AtomName(e[1]), "pkcs")
		default:
			return o, false
		}
	}
	return o, ok
}

// run encrypts or decrypts. The modes cbc and ecb need whole blocks: without padding, run drops an
// incomplete last block, as OpenSSL's update does. It reports false if the padding is invalid.
func (o oneTime) run(mode string, block cipher.Block, iv, in []byte) ([]byte, bool) {
	if mode == "ctr" {
		out := make([]byte, len(in))
		cipher.NewCTR(block, iv).XORKeyStream(out, in)
		return out, true
	}
	if o.pad && o.encrypt {
		n := aes.BlockSize - len(in)%aes.BlockSize
		in = append(in, bytes.Repeat([]byte{byte(n)}, n)...)
	}
	if o.pad && (len(in) == 0 || len(in)%aes.BlockSize != 0) {
		return nil, false
	}
	out := make([]byte, len(in)/aes.BlockSize*aes.BlockSize)
	in = in[:len(out)]
	switch {
	case mode == "cbc" && o.encrypt:
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, in)
	case mode == "cbc":
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, in)
	default:
		one := block.Decrypt
		if o.encrypt {
			one = block.Encrypt
		}
		for i := 0; i < len(in); i += aes.BlockSize {
			one(out[i:], in[i:])
		}
	}
	if o.pad && !o.encrypt {
		return unpad(out)
	}
	return out, true
}

// unpad removes PKCS #7 padding (RFC 5652, 6.3).
func unpad(b []byte) ([]byte, bool) {
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || !bytes.HasSuffix(b, bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, false
	}
	return b[:len(b)-n], true
}

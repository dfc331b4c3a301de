package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"

	"golang.org/x/crypto/chacha20"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the ciphers of :crypto: ChaCha20, and AES in the modes CBC, CTR and ECB.

// keySizes maps ciphers to the size of their keys in bytes.
var keySizes = map[string]int{
	"aes_128_cbc": 16, "aes_192_cbc": 24, "aes_256_cbc": 32,
	"aes_128_ctr": 16, "aes_192_ctr": 24, "aes_256_ctr": 32,
	"aes_128_ecb": 16, "aes_192_ecb": 24, "aes_256_ecb": 32,
	chaCha: chacha20.KeySize,
}

const chaCha = "chacha20"

// ng returns the error of :crypto's one-time functions for an invalid argument. It names a line in
// the C source of OTP.
func ng(line int64, text string) error {
	return cError(term.ABadarg, "api_ng.c", line, text)
}

// cError returns an error of :crypto: the class, a line in the C source of OTP, and a text.
func cError(class term.Atom, file string, line int64, text string) error {
	at := term.Tup(term.Charlist(file), term.Int(line))
	return vm.ErrorOf(term.Tup(class.Term(), at, term.Charlist(text)))
}

// A oneTime holds the options of a call of crypto_one_time.
type oneTime struct {
	encrypt bool
	padding string // a key of paddings, or "" without the option
}

// paddings holds the values of the option padding.
var paddings = map[string]bool{"none": true, "zero": true, "random": true, "pkcs_padding": true}

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
	mode := chaCha
	if library.AtomName(name) != chaCha {
		mode = library.AtomName(name)[len("aes_256_"):]
	}
	v, ok := erlang.IOData(p, iv)
	if mode != "ecb" && (!ok || len(v) != aes.BlockSize) {
		return term.Term{}, ng(310, "Bad iv size")
	}
	in, ok := erlang.IOData(p, data)
	if !ok {
		return term.Term{}, ng(966, "expected binary as data")
	}
	o, err := oneTimeOptions(opts)
	if err != nil {
		return term.Term{}, err
	}
	if mode == chaCha {
		out, err := chaChaStream(k, v, in)
		return term.Str(string(out)), err
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return term.Term{}, err
	}
	out, err := o.run(mode, block, v, in)
	if err != nil {
		return term.Term{}, err
	}
	return term.Str(string(out)), nil
}

// chaChaStream encrypts or decrypts with ChaCha20. The initialization vector of OpenSSL is the
// number of the first block, in little endian, and a nonce. A number above 32 bits carries into the
// nonce.
func chaChaStream(key, iv, in []byte) ([]byte, error) {
	const blockSize = 64
	block, nonce := binary.LittleEndian.Uint32(iv), append([]byte{}, iv[4:]...)
	out := make([]byte, 0, len(in))
	for {
		c, err := chacha20.NewUnauthenticatedCipher(key, nonce)
		if err != nil {
			return nil, err
		}
		c.SetCounter(block)
		part := in[:min(uint64(len(in)), (1<<32-uint64(block))*blockSize)]
		in = in[len(part):]
		out = out[:len(out)+len(part)]
		c.XORKeyStream(out[len(out)-len(part):], part)
		if len(in) == 0 {
			return out, nil
		}
		block = 0
		binary.LittleEndian.PutUint32(nonce, binary.LittleEndian.Uint32(nonce)+1)
	}
}

// oneTimeOptions parses true (encrypt), false (decrypt), or a list of options.
func oneTimeOptions(t term.Term) (oneTime, error) {
	if t.Is(term.ATrue) || t.Is(term.AFalse) {
		return oneTime{encrypt: t.Is(term.ATrue)}, nil
	}
	list, ok := t.Options()
	if !ok {
		return oneTime{}, ng(120, "Options are not a boolean or a proper list")
	}
	o := oneTime{encrypt: true}
	flagged := false
	for _, opt := range list {
		e := opt.Elems()
		if len(e) != 2 || !e[0].IsAtom() {
			return o, ng(139, "Options must be a property list!")
		}
		name := library.AtomName(e[1])
		switch library.AtomName(e[0]) {
		case "encrypt":
			switch {
			case flagged:
				return o, ng(144, "'encrypt' option is present more than once!")
			case !e[1].Is(term.ATrue) && !e[1].Is(term.AFalse):
				return o, ng(152, "The 'encrypt' option must be a boolean!")
			}
			o.encrypt, flagged = e[1].Is(term.ATrue), true
		case "padding":
			switch {
			case o.padding != "":
				return o, ng(157, "The 'padding' option is present more than once!")
			case !paddings[name]:
				return o, ng(168, "Bad 'padding' option value")
			}
			o.padding = name
		default:
			return o, ng(174, "Bad tag in option: "+library.AtomName(e[0]))
		}
	}
	return o, nil
}

// run encrypts or decrypts. The modes cbc and ecb need whole blocks: without the option padding,
// run drops an incomplete last block, as OpenSSL's update does.
func (o oneTime) run(mode string, block cipher.Block, iv, in []byte) ([]byte, error) {
	if mode == "ctr" {
		out := make([]byte, len(in))
		cipher.NewCTR(block, iv).XORKeyStream(out, in)
		return out, nil
	}
	in, err := o.filled(in)
	if err != nil {
		return nil, err
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
	if o.padding == "pkcs_padding" && !o.encrypt {
		return unpad(out)
	}
	return out, nil
}

// filled pads a text to encrypt. It checks that padded text has whole blocks.
func (o oneTime) filled(in []byte) ([]byte, error) {
	over := len(in) % aes.BlockSize
	missing := aes.BlockSize - over
	switch {
	case o.encrypt && o.padding == "pkcs_padding":
		return append(in, bytes.Repeat([]byte{byte(missing)}, missing)...), nil
	case o.padding == "" || over == 0:
		return in, nil
	case !o.encrypt:
		return nil, cannotFinalize()
	case o.padding == "none":
		return nil, cError(term.AError, "api_ng.c", 610, "Padding 'none' but unfilled last block")
	}
	fill := make([]byte, missing) // zero
	if o.padding == "random" {
		if _, err := rand.Read(fill); err != nil {
			return nil, err
		}
	}
	return append(in, fill...), nil
}

func cannotFinalize() error { return cError(term.AError, "api_ng.c", 638, "Can't finalize") }

// unpad removes PKCS #7 padding (RFC 5652, 6.3).
func unpad(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, cannotFinalize()
	}
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || !bytes.HasSuffix(b, bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, cannotFinalize()
	}
	return b[:len(b)-n], nil
}

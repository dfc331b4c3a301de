package erlang

import (
	"hash/crc32"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file combines the checksums of two parts into the checksum of the whole.

// installCombine registers adler32_combine/3 and crc32_combine/3. They take the checksums of the
// parts and the size of the second part.
func installCombine(x library.Module) {
	combine := func(name string, both func(first, second uint32, size uint64) uint32) {
		x.Func(name, 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			first, ok1 := checksum(a[0])
			second, ok2 := checksum(a[1])
			size, ok3 := a[2].AsInt()
			switch {
			case !ok1:
				return term.Term{}, library.Bad(1, "out of range")
			case !ok2:
				return term.Term{}, library.Bad(2, "out of range")
			case !ok3 || size < 0:
				return term.Term{}, library.Bad(3, "out of range")
			}
			return term.Int(int64(both(first, second, uint64(size)))), nil
		})
	}
	combine("adler32_combine", adlerOfBoth)
	combine("crc32_combine", crcOfBoth)
}

func checksum(t term.Term) (uint32, bool) {
	n, ok := t.AsInt()
	return uint32(n), ok && n >= 0 && n < 1<<32
}

// adlerOfBoth combines two Adler-32 checksums. The low half is 1 plus the sum of the bytes; the
// high half is the sum of all intermediate low halves.
func adlerOfBoth(first, second uint32, size uint64) uint32 {
	const prime = 65521
	low1, high1 := uint64(first&0xffff), uint64(first>>16)
	low2, high2 := uint64(second&0xffff), uint64(second>>16)
	low := (low1 + low2 + prime - 1) % prime
	high := (high1 + high2 + size%prime*(low1+prime-1)) % prime
	return uint32(high<<16 | low)
}

// crcOfBoth shifts the first checksum by the bits of the second part. Checksums are polynomials
// whose most significant bit is the constant term.
func crcOfBoth(first, second uint32, size uint64) uint32 {
	byBytes := uint32(1 << 30) // the polynomial x
	for range 3 {
		byBytes = timesModulo(byBytes, byBytes)
	}
	shift := uint32(1 << 31) // the polynomial 1
	for ; size > 0; size >>= 1 {
		if size&1 != 0 {
			shift = timesModulo(shift, byBytes)
		}
		byBytes = timesModulo(byBytes, byBytes)
	}
	return timesModulo(shift, first) ^ second
}

// timesModulo returns a * b modulo the polynomial of the checksum.
func timesModulo(a, b uint32) (product uint32) {
	for bit := uint32(1 << 31); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		carry := b & 1
		b >>= 1
		if carry != 0 {
			b ^= crc32.IEEE
		}
	}
	return product
}

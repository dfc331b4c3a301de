package term

import (
	"math"
	"strconv"
	"strings"
)

// FormatFloat returns the shortest text that parses back to f, as float_to_binary/2 with :short
// does. It uses scientific notation (1.0e3, 1.0e-5) if that is shorter than plain digits, or if
// the absolute value of f is at least 2^53. Inspect writes whole numbers differently.
func FormatFloat(f float64) string {
	if f == 0 {
		if math.Signbit(f) {
			return "-0.0"
		}
		return "0.0"
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'e', -1, 64), "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	e, _ := strconv.Atoi(exp)
	sign := ""
	if f < 0 {
		sign = "-"
	}
	plain, scientific := plainFloat(digits, e), scientificFloat(digits, e)
	if math.Abs(f) >= 1<<53 || len(scientific) < len(plain) {
		return sign + scientific
	}
	return sign + plain
}

func plainFloat(digits string, e int) string {
	switch {
	case e < 0:
		return "0." + strings.Repeat("0", -e-1) + digits
	case len(digits) <= e+1:
		return digits + strings.Repeat("0", e+1-len(digits)) + ".0"
	}
	return digits[:e+1] + "." + digits[e+1:]
}

func scientificFloat(digits string, e int) string {
	rest := digits[1:]
	if rest == "" {
		rest = "0"
	}
	return digits[:1] + "." + rest + "e" + strconv.Itoa(e)
}

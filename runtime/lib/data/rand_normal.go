package data

import (
	"math"
	"sync"

	"lab/runtime/lib/data/precise"
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
)

// This file draws from the normal distribution by the Ziggurat method with 256 layers (G.
// Marsaglia and W. W. Tsang, The Ziggurat Method for Generating Random Variables, 2000). Like
// :rand, it uses the upper 51 bits of a word.

const (
	layers = 256
	// tailStart is the start of the lowest layer's tail.
	tailStart = 3.6541528853610087963519472518
	// lowestWidth is the width of a rectangle with the area of the lowest layer and its tail.
	lowestWidth = 3.91075795952491589271628480758262794115151
)

type ziggurat struct {
	inside [layers]uint64 // a smaller draw is certainly inside the layer
	width  [layers]float64
	height [layers]float64
}

var normalLayers = sync.OnceValue(func() *ziggurat {
	density := func(x float64) float64 { return precise.Exp(-0.5 * x * x) }
	const steps = 1 << 51
	z := &ziggurat{}
	z.inside[0] = uint64(math.Floor(tailStart / lowestWidth * steps))
	z.width[0] = lowestWidth / steps
	z.height[0] = 1
	for i, end := range layerEnds {
		z.width[i+1], z.height[i+1] = end/steps, density(end)
		if i > 0 {
			z.inside[i+1] = uint64(layerEnds[i-1] / end * steps)
		}
	}
	return z
})

func (g generator) normal() (float64, generator) {
	z := normalLayers()
	for {
		var v uint64
		v, g = g.next()
		sign, r, minus := 1.0, v>>(g.alg.bits-51), v>>(g.alg.bits-52)
		if g.alg.plain {
			r, minus = v&(1<<51-1), v>>51
		}
		if minus&1 == 1 {
			sign = -1
		}
		i := r & (layers - 1)
		x := float64(r) * z.width[i]
		if r < z.inside[i] {
			return sign * x, g
		}
		if i == 0 {
			x, g = g.tail()
			return sign * x, g
		}
		var u float64
		u, g = g.float()
		if (z.height[i-1]-z.height[i])*u+z.height[i] < precise.Exp(-0.5*x*x) {
			return sign * x, g
		}
	}
}

// tail draws from the tail beyond the layers.
func (g generator) tail() (float64, generator) {
	for {
		var u, v float64
		u, g = g.float()
		v, g = g.float()
		x, y := -precise.Log(u)/tailStart, -precise.Log(v)
		if y+y > x*x {
			return tailStart + x, g
		}
	}
}

// normal implements normal/0 and normal/2. The arguments are mean and variance.
func normal(g generator, a []term.Term) (term.Term, generator, bool) {
	x, g := g.normal()
	if len(a) == 0 {
		return term.Float(x), g, true
	}
	mean, ok1 := erlang.ToFloat(a[0])
	variance, ok2 := erlang.ToFloat(a[1])
	return term.Float(mean + math.Sqrt(variance)*x), g, ok1 && ok2 && variance >= 0
}

func installRandNormal(x library.Module) {
	installDraw(x, "normal", 0, normal)
	installDraw(x, "normal", 2, normal)
}

// Lab teaches distributed Elixir with nothing else installed: real nodes, a real
// prompt, and exercises that check themselves.
package main

import (
	"embed"
	"os"

	"lab/cli"
)

//go:embed labs.yaml
var catalogue []byte

//go:embed all:exercises
var exercises embed.FS

func main() {
	os.Exit(cli.Main(cli.Assets{Labs: catalogue, Exercises: exercises}))
}

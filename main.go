// Lab teaches distributed Elixir without any other installation. It provides real nodes, a real
// prompt and exercises that check themselves.
package main

import (
	"embed"
	"os"

	"lab/cli"
)

//go:embed labs.yaml all:exercises
var files embed.FS

func main() {
	os.Exit(cli.Main(cli.Assets{Files: files}))
}

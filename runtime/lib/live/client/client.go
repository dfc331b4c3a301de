// Package client holds the scripts that connect a page with its node: the clients of LiveViews, of
// channels, and of links that act as forms. A page loads the client of LiveViews as a separate
// script. An application's app.js imports the clients under the names of Phoenix's packages.
//
// The package imports nothing.
//
// Start reading in client.go, which lists the scripts.
package client

import _ "embed"

//go:embed live.js
var live string

//go:embed uploads.js
var uploads string

//go:embed start.js
var start string

//go:embed live_socket.js
var liveSocket string

//go:embed phoenix.js
var phoenix string

//go:embed live_reload.js
var liveReload string

//go:embed html.js
var html string

// Script returns the client of LiveViews as a script that starts itself.
func Script() string { return "(() => {\n\"use strict\"\n" + live + uploads + start + "})()\n" }

// Module returns the replacement for a JavaScript package of Phoenix.
func Module(name string) (string, bool) {
	switch name {
	case "phoenix":
		return phoenix, true
	case "live_reload":
		return liveReload, true
	case "phoenix_html":
		return html, true
	case "phoenix_live_view":
		return live + uploads + liveSocket, true
	}
	return "", false
}

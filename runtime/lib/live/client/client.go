// Package client has the scripts that connect a page with its node: the client of
// LiveViews, of channels, and of links that are forms. A page loads the first as a script
// of its own; an application's app.js imports them by the names of Phoenix's packages.
//
// The package imports nothing.
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

// Script is the client of LiveViews as a script that starts by itself.
func Script() string { return "(() => {\n\"use strict\"\n" + live + uploads + start + "})()\n" }

// Module is the module that stands in for a package of Phoenix's.
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

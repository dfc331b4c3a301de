// Package web serves the page of `lab observe --web`. The page shows the cluster live in a browser
// on this machine.
//
// The server listens on the loopback only. It serves the page below an unguessable path and
// rejects requests from other origins. Start reading in web.go. The drawing is done by page.js.
package web

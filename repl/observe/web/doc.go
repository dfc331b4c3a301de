// Package web is the page of `lab observe --web`: the cluster in a browser of this machine, live.
//
// It is served on the loopback only, below a path that nobody can guess, to requests that the page
// itself makes. Start reading in web.go; page.js draws.
package web

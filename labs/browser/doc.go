// Package browser is a headless web browser for checks of a student's page. It keeps cookies,
// follows redirects, reads pages, clicks links and buttons, fills in forms, and speaks Phoenix
// LiveView's protocol over a WebSocket.
//
// The package imports nothing of lab, and the server sees an ordinary client. Start reading in
// browser.go; live.go handles pages that the server updates.
package browser

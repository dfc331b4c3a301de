// Package browser is a web browser without a screen: it keeps cookies, follows
// redirects, reads pages, clicks links and buttons, fills in forms, and speaks
// Phoenix LiveView's protocol over a WebSocket, so that a check can use a
// student's page as a person would.
//
// It imports nothing of lab: to the server it is any other client. Start
// reading in browser.go; live.go is a page whose server keeps it up to date.
package browser

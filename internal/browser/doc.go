// Package browser tests the LiveView of runtime/lib/live with real clients in a real browser: the
// official scripts of LiveView 1.0, 1.1 and 1.2, and the script of lab.
//
// The tests need Chromium and an npm project with the official scripts. The environment variable
// LAB_BROWSER names the project's folder. Without the variable, the tests are skipped. The script
// .ci/run sets up both.
//
// Start reading in browser_test.go.
package browser

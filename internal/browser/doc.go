// Package browser tries the LiveView of runtime/lib/live with real clients in a real
// browser: the official scripts of LiveView 0.20 and 1.x, and our own.
//
// Its tests need Chromium, and the folder of an npm project with the official
// scripts, which LAB_BROWSER names; without it they are skipped. .ci/run sets
// both up.
package browser

// Package keys defines the key bindings of a screen in one place.
//
// A Table holds the rows of the help page. Each row has a label, a text, and bindings (charm's
// bubbles) with their actions. The key handling, the help page, docs/keys.md and the bar below a
// screen are all derived from the table.
//
// Package keys draws the keys itself. The help of bubbles shows keys in columns and cuts a bar at
// its right end. A screen of 80 by 24 needs a single column that wraps, and a bar that leaves out
// the least important keys.
//
// Start reading in keys.go.
package keys

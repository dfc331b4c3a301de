// Package keys is how a screen says its keys once. A Table has them by row of the help page: each row is
// a label, a text and the bindings behind it (charm's bubbles), with what they do. The handling of keys,
// the help page, docs/keys.md and the bar below a screen are all read from there.
//
// The drawing is ours. The help of bubbles shows keys in columns and cuts a bar at its right end; a screen
// of 80 by 24 needs a page of one column that wraps, and a bar that leaves out what matters least.
package keys

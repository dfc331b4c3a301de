// Package observe is the screen of `lab observe`. Its Model receives snapshots of a cluster
// (labs/observe) and passes the user's orders to a Driver.
//
// Start reading in model.go. The package does not link the runtime.
package observe

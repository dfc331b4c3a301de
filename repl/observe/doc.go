// Package observe is the screen of `lab observe`: a model that is told what a cluster is like
// (labs/observe) and asks for what is to be done to it.
//
// Start reading in model.go. It links nothing of the runtime.
package observe

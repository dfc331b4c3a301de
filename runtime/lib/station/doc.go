// Package station is for tests: a machine with the whole library and a terminal
// that is a buffer (Boot), and calls of natives with what they answer (Check).
package station

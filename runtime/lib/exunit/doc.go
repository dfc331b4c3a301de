// Package exunit implements ExUnit.
//
// Start reading in ex_unit.ex. case.ex defines test cases, runner.ex runs tests, formatter.ex
// prints the results.
package exunit

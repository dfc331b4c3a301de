// Package exunit has ExUnit: tests of modules.
//
// Start reading in ex_unit.ex; case.ex makes a module one of tests, runner.ex runs
// them, formatter.ex shows how they ended.
package exunit

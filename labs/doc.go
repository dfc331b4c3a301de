// Package labs is the lab engine, without a screen: what a lab is (Catalogue),
// the folder a student works in (Workbook), how far they got (Progress), the
// nodes of a running lab and the faults that can strike them (Scenario), and
// the checks that grade (Grader, Report).
//
// A lab is data. labs.yaml says what to show, what to type, what must become
// true and how a wrong answer is recognised; the expectations in it are Elixir,
// evaluated on the lab's own nodes. Nothing in this package knows a particular
// lab.
//
// Start reading in catalogue.go, then scenario.go. The package may import
// runtime/node and what lies below it.
package labs

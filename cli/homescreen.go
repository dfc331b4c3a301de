package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/grade"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/home"
)

// homeScreen shows the home screen until the student leaves it. After a lab, the home screen
// appears again.
func (d *desk) homeScreen() error {
	c, err := d.catalogue()
	if err != nil {
		return err
	}
	w, err := d.workbook()
	if err != nil {
		return err
	}
	for at, said := "", ""; ; {
		var notice bytes.Buffer
		p, err := d.progress(w, &notice)
		if err != nil {
			return err
		}
		notice.WriteString(said)
		desk := newHomeDesk(w, p)
		m := home.New(c, p, desk, at, strings.TrimSpace(notice.String()))
		m.ChooseTheme(d.theme)
		program := tea.NewProgram(m)
		desk.tell = func(r report.Running) { program.Send(home.Running(r)) }
		_, err = program.Run()
		desk.close()
		l := m.Opened()
		if err != nil || l == nil {
			return err
		}
		last, err := d.openLab(l, w, p)
		at, said = last.ID, ""
		if err != nil {
			said = fmt.Sprintf("lab %s: %v", last.ID, err)
		}
	}
}

// openLab shows a lab, and then each lab that the student opens next. It returns the last lab.
func (d *desk) openLab(l *catalogue.Lab, w *book.Workbook, p *book.Progress) (*catalogue.Lab, error) {
	if err := layOut(w, io.Discard, false); err != nil {
		return l, err
	}
	return d.runScreens(l, w, p, false)
}

// A homeDesk implements home.Desk. It runs checks and saves their results in the workbook.
type homeDesk struct {
	ctx      context.Context
	cancel   context.CancelFunc
	book     *book.Workbook
	progress *book.Progress
	tell     func(report.Running)
	checking sync.Mutex // held while checks run
}

func newHomeDesk(w *book.Workbook, p *book.Progress) *homeDesk {
	s := &homeDesk{book: w, progress: p}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// close cancels the running checks and waits until their nodes have ended.
func (s *homeDesk) close() {
	s.cancel()
	s.checking.Lock()
	defer s.checking.Unlock()
}

// Check implements home.Desk.
func (s *homeDesk) Check(l *catalogue.Lab, p *book.Progress) report.Result {
	s.checking.Lock()
	defer s.checking.Unlock()
	unable := report.Result{Lab: l.ID, Title: l.Title, Verdict: report.Unable}
	g, err := grader()
	if err != nil {
		unable.Reason = err.Error()
		return unable
	}
	if l.Graded() && !s.book.Exists() {
		unable.Reason = "there is nothing to check yet: open a lab to create its files here"
		return unable
	}
	if s.ctx.Err() != nil {
		return unable
	}
	g.Tell = s.tell
	return grade.Check(s.ctx, g, s.book, l, p)
}

// Keep implements home.Desk.
func (s *homeDesk) Keep(l *catalogue.Lab, r report.Result) error {
	session.Graded(l, s.progress.Lab(l.ID), r)
	err := s.progress.Save()
	if r.Unsaved != "" {
		err = errors.Join(err, errors.New(r.Unsaved))
	}
	return err
}

// Solution implements home.Desk.
func (s *homeDesk) Solution(l *catalogue.Lab) (string, error) {
	var text strings.Builder
	err := writeSolution(&text, s.book, l)
	return text.String(), errors.Join(err, sawSolution(s.book, s.progress, l))
}

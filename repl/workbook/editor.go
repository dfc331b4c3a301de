package workbook

import (
	"path"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// This file opens the student's editor.

// edit opens the file of the step.
func (m *Model) edit() tea.Cmd {
	file := m.fileOfStep()
	if file == "" {
		m.reply("this lab has no file to edit: its answers are typed at the prompts")
		return nil
	}
	cmd := m.driver.Edit(file)
	if cmd == nil {
		return nil
	}
	return tea.ExecProcess(cmd, func(err error) tea.Msg { return Edited{err} })
}

// fileOfStep is the file that the step names, else the first that the student edits, "" where
// there is none.
func (m *Model) fileOfStep() string {
	for _, file := range m.lab.Files {
		if strings.Contains(m.current().Text, path.Base(file)) {
			return file
		}
	}
	if len(m.lab.Files) > 0 {
		return m.lab.Files[0]
	}
	return ""
}

package workbook

import (
	"path"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// This file opens the student's editor.

// edit opens the current step's file in the student's editor.
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

// fileOfStep returns the file that the step names, or else the lab's first file, or "" if the lab
// has no files.
func (m *Model) fileOfStep() string {
	if file := m.namedFile(); file != "" || len(m.lab.Files) == 0 {
		return file
	}
	return m.lab.Files[0]
}

// namedFile returns the file that the step names, or "".
func (m *Model) namedFile() string {
	for _, file := range m.lab.Files {
		if strings.Contains(m.current().Text, path.Base(file)) {
			return file
		}
	}
	return ""
}

package syntax

import (
	"strings"

	"lab/runtime/term"
)

// heredocBody scans a heredoc whose three quotes are at pos. It removes the indentation and returns
// the parts and the width of the indentation in columns.
func (s *scanner) heredocBody(c byte, code bool) ([]part, int, *Error) {
	at := s.here()
	q := quoteEnd{last: c, heredoc: true, code: code}
	s.pos += 3
	for isBlank(s.at(0)) {
		s.pos++
	}
	n := s.lineEnd(0)
	if n == 0 {
		return nil, 0, fail(place{at.line, at.col + 3},
			"heredoc allows only whitespace characters followed by a new line after opening "+q.String())
	}
	// extract looks for the closing quotes after a line end, so it starts at this line end.
	s.pos += n - 1
	parts, err := s.extract(q)
	if err != nil {
		return nil, 0, unended(err, at, q.String(), "heredoc")
	}
	indent := s.column() - 4
	if bad := dedent(parts, indent, at.line); bad > 0 && s.warn != nil {
		s.warning(place{bad, at.col}, outdented(q.String()))
	}
	if len(parts) > 0 && !parts[0].code {
		if parts[0].text = parts[0].text[1:]; parts[0].text == "" && len(parts) > 1 {
			parts = parts[1:]
		}
	}
	return parts, indent, nil
}

// dedent removes indent blanks from each line of a heredoc. It returns the first line that has
// fewer blanks, or 0 if there is none.
func dedent(parts []part, indent, line int) (bad int) {
	for i := range parts {
		if parts[i].code {
			line = parts[i].to.line
			continue
		}
		var b strings.Builder
		text := parts[i].text
		for {
			n := strings.IndexByte(text, '\n')
			if n < 0 {
				break
			}
			b.WriteString(text[:n+1])
			text = text[n+1:]
			line++
			k := 0
			for k < indent && k < len(text) && isBlank(text[k]) {
				k++
			}
			text = text[k:]
			if k < indent && text != "" && text[0] != '\n' && !strings.HasPrefix(text, "\r\n") && bad == 0 {
				bad = line
			}
		}
		b.WriteString(text)
		parts[i].text = b.String()
	}
	return bad
}

func outdented(quotes string) string {
	return "outdented heredoc line. The contents inside the heredoc should be indented at the same level as the closing " +
		quotes + ". The following is forbidden:\n\n" +
		"    def text do\n      \"\"\"\n    contents\n      \"\"\"\n    end\n\n" +
		"Instead make sure the contents are indented as much as the heredoc closing:\n\n" +
		"    def text do\n      \"\"\"\n      contents\n      \"\"\"\n    end\n\n" +
		"The current heredoc line is indented too little"
}

func (s *scanner) heredoc(c byte, at place, from int) *Error {
	kind := tHeredoc
	if c == '\'' {
		kind = tCharlistHeredoc
		s.warning(at, "single-quoted string represent charlists. Use ~c''' if you indeed want a charlist or use \"\"\" instead")
	}
	parts, indent, err := s.heredocBody(c, true)
	if err != nil {
		return err
	}
	if err := s.resolve(parts, at); err != nil {
		return err
	}
	s.push(kind, at, from, term.Term{}).detail = &detail{parts: parts, indent: indent}
	return nil
}

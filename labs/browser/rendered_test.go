package browser

import (
	"encoding/json"
	"testing"
)

// TestDiffs checks the text that is shown after each message of a conversation.
func TestDiffs(t *testing.T) {
	for name, steps := range map[string][][2]string{
		"a counter": {
			{`{"0":"1","s":["<p>","</p>"]}`, "<p>1</p>"},
			{`{"0":"2"}`, "<p>2</p>"},
		},
		"a condition": {
			{`{"0":"","s":["<a>","</a>"]}`, "<a></a>"},
			{`{"0":{"0":"x","s":["<b>","</b>"]}}`, "<a><b>x</b></a>"},
			{`{"0":{"0":"y"}}`, "<a><b>y</b></a>"},
			{`{"0":""}`, "<a></a>"},
		},
		"a comprehension": {
			{`{"0":{"d":[["1"],["2"]],"s":["<li>","</li>"]},"s":["<ul>","</ul>"]}`, "<ul><li>1</li><li>2</li></ul>"},
			{`{"0":{"d":[["3"]]}}`, "<ul><li>3</li></ul>"},
			{`{"0":""}`, "<ul></ul>"},
		},
		"shared templates": {
			{`{"0":{"d":[[{"0":"1","s":0}],[{"0":"2","s":0}]],"s":["<li>","</li>"],"p":{"0":["<i>","</i>"]}},"s":["",""]}`, "<li><i>1</i></li><li><i>2</i></li>"},
		},
		"keyed entries": {
			{`{"0":{"k":{"0":{"0":"a"},"1":{"0":"b"},"kc":2},"s":["<li>","</li>"]},"s":["",""]}`, "<li>a</li><li>b</li>"},
			{`{"0":{"k":{"0":1,"1":[0,{"0":"c"}],"kc":2}}}`, "<li>b</li><li>c</li>"},
			{`{"0":{"k":{"kc":1}}}`, "<li>b</li>"},
		},
		"components": {
			{`{"0":1,"1":2,"c":{"1":{"0":"x","s":["<b>","</b>"],"r":1},"2":{"0":"y","s":1}},"s":["","",""]}`, "<b>x</b><b>y</b>"},
			{`{"c":{"2":{"0":"z"}}}`, "<b>x</b><b>z</b>"},
			{`{"1":3,"c":{"3":{"0":"new","s":-2}}}`, "<b>x</b><b>new</b>"},
		},
	} {
		var shown tree
		for _, step := range steps {
			var diff tree
			if err := json.Unmarshal([]byte(step[0]), &diff); err != nil {
				t.Fatal(err)
			}
			shown = merge(shown, diff)
			if got := markup(shown); got != step[1] {
				t.Errorf("%s: after %s\n got %s\nwant %s", name, step[0], got, step[1])
			}
		}
	}
}

// FuzzMerge merges arbitrary messages of a server.
func FuzzMerge(f *testing.F) {
	f.Add(`{"0":"1","s":["<p>","</p>"]}`, `{"0":{"k":{"0":[7,{}],"kc":1e9},"s":3},"c":{"1":{"s":1}}}`)
	f.Fuzz(func(t *testing.T, first, second string) {
		var shown tree
		for _, text := range []string{first, second} {
			var diff tree
			if json.Unmarshal([]byte(text), &diff) == nil && diff != nil {
				shown = merge(shown, diff)
				markup(shown)
			}
		}
	})
}

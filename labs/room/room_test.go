package room

import (
	"crypto/ed25519"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestName(t *testing.T) {
	for text, want := range map[string]string{
		"ann": "ann", "ANN": "ann", " ann ": "ann", "ann-2.b_c": "ann-2.b_c", "7up": "7up", "console": "console",
		"": "", "../ann": "", "a/b": "", `a\b`: "", ".ann": "", "ann.": "", "-ann": "", "ann lee": "", "żaneta": "",
		"con": "", "NUL.txt": "", "com1": "", "room": "", "Projector": "", "teacher": "", strings.Repeat("a", 33): "",
		"a\x00b": "", "a\nb": "",
	} {
		got, err := Name(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Name(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

// key returns a key that is derived from a letter.
func key(t *testing.T, seed byte) string {
	t.Helper()
	signer, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize))))
	if err != nil {
		t.Fatal(err)
	}
	return KeyText(signer.PublicKey())
}

func TestReadRoster(t *testing.T) {
	a := key(t, 'a')
	for _, c := range []struct {
		text  string
		want  []Person
		wrong string
	}{
		{"\uFEFFann\n\n# a comment\nBob\r\n", []Person{{"ann", ""}, {"bob", ""}}, ""},
		{"ann " + a + " ann@laptop\nbob\t" + a, []Person{{"ann", a}, {"bob", a}}, ""},
		{"", nil, ""},
		{"ann\nANN", nil, "class, line 2: ann is in line 1 already; give one of them another name"},
		{"ann lee", nil, "class, line 1: the text after ann is not an SSH public key, such as ssh-ed25519 AAAA…; copy the line of a .pub file, or leave it out"},
		{"ann\n../bob", nil, `class, line 2: "../bob" is not a valid name: use letters a to z and digits, with . - _ between them`},
	} {
		got, err := ReadRoster("class", strings.NewReader(c.text))
		if !reflect.DeepEqual(got, c.want) || (err == nil) != (c.wrong == "") || err != nil && err.Error() != c.wrong {
			t.Errorf("%q: %v, %v; want %v, %s", c.text, got, err, c.want, c.wrong)
		}
	}
}

// FuzzReadRoster checks that a roster that can be read can be written and read again.
func FuzzReadRoster(f *testing.F) {
	f.Add("ann\n# x\nbob ssh-ed25519 AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		people, err := ReadRoster("fuzz", strings.NewReader(text))
		if err != nil {
			return
		}
		var again strings.Builder
		for _, p := range people {
			again.WriteString(p.Name + " " + p.Key + "\n")
		}
		back, err := ReadRoster("again", strings.NewReader(again.String()))
		if err != nil || !reflect.DeepEqual(back, people) {
			t.Errorf("%q became %v, %v; it was %v", text, back, err, people)
		}
	})
}

// TestNamesBelongToKeys checks which keys may use which names.
func TestNamesBelongToKeys(t *testing.T) {
	a, b := key(t, 'a'), key(t, 'b')
	for _, c := range []struct {
		about  string
		roster []Person
		stored string
		name   string
		key    string
		wrong  string // part of the refusal, or "" if admitted
	}{
		{"free, the first", nil, "", "ann", a, ""},
		{"free, again", nil, "ann " + a, "ann", a, ""},
		{"free, another key", nil, "ann " + a, "ann", b, "belongs to another key"},
		{"free, another name with the same key", nil, "ann " + a, "bob", a, ""},
		{"on the roster", []Person{{"ann", ""}}, "", "ann", a, ""},
		{"on the roster, another key", []Person{{"ann", ""}}, "ann " + a, "ann", b, "belongs to another key"},
		{"on the roster with the key", []Person{{"ann", b}}, "", "ann", b, ""},
		{"the roster's key counts", []Person{{"ann", b}}, "ann " + a, "ann", b, ""},
		{"the roster's key counts against the first", []Person{{"ann", b}}, "ann " + a, "ann", a, "belongs to another key"},
		{"not on the roster", []Person{{"ann", ""}}, "", "eve", a, "not on the list"},
		{"an empty roster", []Person{}, "", "eve", a, "not on the list"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, namesFile), []byte(c.stored+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := OpenRegister(dir, c.roster)
		if err != nil {
			t.Fatal(err)
		}
		for what, do := range map[string]func(string, string) error{"admit": r.Admit, "claim": r.Claim} {
			err := do(c.name, c.key)
			if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%s: %s: %v, want %q", c.about, what, err, c.wrong)
			}
		}
	}
}

// TestNamesAreKept checks that only a claim assigns a name to a key, and that the assignment
// survives a restart of the room.
func TestNamesAreKept(t *testing.T) {
	dir := t.TempDir()
	a, b := key(t, 'a'), key(t, 'b')
	r, err := OpenRegister(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Admit("ann", b); err != nil { // only an offer of a key, which proves nothing
		t.Fatal(err)
	}
	for _, name := range []string{"ann", "bob"} {
		if err := r.Claim(name, a); err != nil {
			t.Fatal(err)
		}
	}
	if r, err = OpenRegister(dir, nil); err != nil {
		t.Fatal(err)
	}
	if r.Admit("ann", a) != nil || r.Admit("ann", b) == nil {
		t.Error("the name went to another key")
	}
	if got := r.Names(); !reflect.DeepEqual(got, []string{"ann", "bob"}) {
		t.Errorf("names are %v", got)
	}
	info, err := os.Stat(filepath.Join(dir, namesFile))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read whose the names are: %v, %v", info.Mode(), err)
	}
}

// TestNamesHaveAnEnd checks that a room refuses a new name once mostNames names are taken, and that
// a known name stays valid.
func TestNamesHaveAnEnd(t *testing.T) {
	r := &Register{file: filepath.Join(t.TempDir(), namesFile), names: map[string]string{}}
	for i := range mostNames {
		r.names[strings.Repeat("a", 1+i%30)+strings.Repeat("b", i/30)] = "k"
	}
	if err := r.Claim("eve", "k"); err == nil || !strings.Contains(err.Error(), "are taken") {
		t.Errorf("one name more: %v", err)
	}
	if err := r.Claim("a", "k"); err != nil {
		t.Errorf("one who is known: %v", err)
	}
}

// TestFailedClaimsLeaveNoNames checks that a name is not taken by a claim that could not be stored.
func TestFailedClaimsLeaveNoNames(t *testing.T) {
	r := &Register{file: filepath.Join(t.TempDir(), "missing", namesFile), names: map[string]string{}}
	if err := r.Claim("ann", "k"); err == nil || len(r.names) != 0 {
		t.Errorf("%v, %v", err, r.names)
	}
}

func TestSeats(t *testing.T) {
	s := NewSeats(2)
	left := make(chan string, 4)
	take := func(name string) (*Seat, error) { return s.Take(name, func() { left <- name }) }
	ann, err := take("ann")
	if err != nil {
		t.Fatal(err)
	}
	<-ann.Ready()
	bob, err := take("bob")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := take("cas"); err == nil || !strings.Contains(err.Error(), "all 2 seats are taken") {
		t.Errorf("a third: %v", err)
	}
	again, err := take("ann") // the room is full, but ann already has a seat
	if err != nil {
		t.Fatal(err)
	}
	if name := <-left; name != "ann" {
		t.Errorf("%s was told to leave", name)
	}
	select {
	case <-again.Ready():
		t.Error("two sit on one seat")
	default:
	}
	ann.Give()
	<-again.Ready()
	if taken, of := s.Taken(); taken != 2 || of != 2 {
		t.Errorf("%d of %d are taken", taken, of)
	}
	bob.Give()
	again.Give()
	if taken, _ := s.Taken(); taken != 0 {
		t.Errorf("%d are taken after all have gone", taken)
	}
}

package class

import (
	"strings"
	"testing"
)

// TestRoster matches submissions to students by the names that Canvas, Moodle, GitHub Classroom
// and people use.
func TestRoster(t *testing.T) {
	canvas := "\uFEFFStudent,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Ash, Bo\",1001,s1,bash,A\n\"Oak, Cy\",1002,s2,coak,A\n\"Ash, Di\",1003,s3,dash,A\n"
	moodle := "First name;Last name;ID number;Email address\nBo;Ash;77;bo.ash@example.org\nCy;Oak;78;cy@example.org\n"
	github := "identifier,github_username,github_id,name\nbo@example.org,bo-ash,1,\ncy@example.org,cyoak9,2,\n"
	list := "Bo Ash\nCy Oak\n"
	for _, c := range []struct {
		roster, submission string
		want               int
	}{
		{canvas, "ashbo_1001_5555_phoenix_hello", 0}, {canvas, "oakcy_LATE_1002_1_x", 1}, {canvas, "coak", 1}, {canvas, "Cy Oak", 1}, {canvas, "nobody", -1},
		{canvas, "ash", -1},
		{moodle, "Bo Ash_123456_assignsubmission_file_", 0}, {moodle, "bo.ash", 0}, {moodle, "78", 1},
		{github, "class4-bo-ash", 0}, {github, "class4-cyoak9", 1}, {github, "class4-other", -1},
		{list, "bo-ash", 0}, {list, "CY_OAK", 1},
	} {
		r, err := ReadRoster(strings.NewReader(c.roster))
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Whose(c.submission); got != c.want {
			t.Errorf("%s is of %d and not of %d\n%s", c.submission, got, c.want, c.roster)
		}
	}
	r, err := ReadRoster(strings.NewReader(canvas))
	if err != nil || len(r.People) != 3 {
		t.Fatalf("%v, %v", r, err)
	}
	students := assign(r, []*Student{{Name: "coak"}, {Name: "stranger"}})
	if len(students) != 4 || students[0].Person != "Oak, Cy" || students[1].Person != "" || !students[2].Missing || students[3].Person != "Ash, Di" {
		t.Errorf("%+v", students)
	}
	for _, wrong := range []string{"", "colour,size\nred,2\n", "name\n\"open\n"} {
		if _, err := ReadRoster(strings.NewReader(wrong)); err == nil {
			t.Errorf("%q is a roster", wrong)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		person      map[string]string
		first, last string
	}{
		{map[string]string{"Student": "Ash, Bo"}, "Bo", "Ash"},
		{map[string]string{"First name": "Bo", "Surname": "Ash"}, "Bo", "Ash"},
		{map[string]string{"Name": "Ava"}, "Ava", ""},
		{map[string]string{"Name": "Mary Ann Oak"}, "Mary Ann", "Oak"},
		{nil, "", ""},
	} {
		if first, last := names(c.person); first != c.first || last != c.last {
			t.Errorf("%v: %q, %q", c.person, first, last)
		}
	}
}

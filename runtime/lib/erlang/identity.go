package erlang

import (
	"strconv"
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installIdentity registers the functions for text and hashes of pids, references and funs.
func installIdentity(x library.Module) {
	text := func(name, what string, is func(t term.Term) bool, show func(t term.Term) string) {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			if !is(a[0]) {
				return term.Term{}, library.Bad(1, what)
			}
			return term.Charlist(show(a[0])), nil
		})
	}
	text("pid_to_list", "not a pid", func(t term.Term) bool { return t.Pid() != nil }, pidText)
	text("ref_to_list", "not a reference", func(t term.Term) bool { return t.Ref() != nil }, refText)
	text("fun_to_list", "not a fun", func(t term.Term) bool { return t.Fun() != nil }, funText)
	text("port_to_list", "not a port", func(t term.Term) bool { return t.Port() != nil }, func(t term.Term) string {
		return term.Inspect(t, term.Opts{})
	})
	x.Func("list_to_pid", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, _ := ListText(a[0])
		nums, ok := identityNumbers(s, "<", 3)
		if !ok || nums[0] != 0 {
			return term.Term{}, library.Bad(1, "not a textual representation of a pid")
		}
		return term.FromPid(p.Machine().LocalPid(nums[1], nums[2])), nil
	})
	x.Func("list_to_port", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, _ := ListText(a[0])
		nums, ok := identityNumbers(s, "#Port<", 2)
		if !ok || nums[0] != 0 {
			return term.Term{}, library.Bad(1, "not a textual representation of a port")
		}
		return term.FromPort(&term.Port{Node: term.LocalNode, ID: uint64(nums[1])}), nil
	})
	x.Func("list_to_ref", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, _ := ListText(a[0])
		nums, ok := identityNumbers(s, "#Ref<", 4)
		if !ok || nums[0] != 0 {
			return term.Term{}, library.Bad(1, "not a textual representation of a reference")
		}
		return term.FromRef(&term.Ref{Node: term.LocalNode, N: 3, ID: [5]uint32{nums[3], nums[2], nums[1]}}), nil
	})
}

// identityNumbers parses prefix, n numbers separated by points, and >.
func identityNumbers(s, prefix string, n int) ([]uint32, bool) {
	body, ok1 := strings.CutPrefix(s, prefix)
	body, ok2 := strings.CutSuffix(body, ">")
	parts := strings.Split(body, ".")
	if !ok1 || !ok2 || len(parts) != n {
		return nil, false
	}
	nums := make([]uint32, n)
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, false
		}
		nums[i] = uint32(v)
	}
	return nums, true
}

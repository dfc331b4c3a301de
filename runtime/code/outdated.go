package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file lists the deprecated functions of Erlang, as OTP 25's compiler reports them.

// outdatedModules holds the modules that are deprecated as a whole.
var outdatedModules = map[string]string{
	"random":  "Use the 'rand' module instead",
	"gen_fsm": "Use the 'gen_statem' module instead",
	"slave":   "It will be removed in OTP 27. Use the 'peer' module instead",
}

// outdatedFunctions holds single deprecated functions as module.name/arity.
var outdatedFunctions = map[string]string{
	"erlang.now/0":   `See the "Time and Time Correction in Erlang" chapter of the ERTS User's Guide for more information`,
	"erlang.phash/2": "Use erlang:phash2/2 instead",
	"calendar.local_time_to_universal_time/1": "Use calendar:local_time_to_universal_time_dst/1 instead",
	"code.rehash/0":         "It will be removed in OTP 26. The code path cache feature has been removed",
	"crypto.rand_uniform/2": "Use rand:uniform/1 instead",
	"http_uri.decode/1":     "It will be removed in OTP 26. Use uri_string:unquote function instead",
	"http_uri.encode/1":     "It will be removed in OTP 26. Use uri_string:quote function instead",
	"net.call/4":            "Use rpc:call/4 instead",
	"net.cast/4":            "Use rpc:cast/4 instead",
	"net.ping/1":            "Use net_adm:ping/1 instead",
	"net.sleep/1":           "Use 'receive after T -> ok end' instead",
	"queue.lait/1":          "Use queue:liat/1 instead",
}

// erlangReason returns the reason why a function of Erlang is deprecated, or "".
func erlangReason(mod term.Atom, n quoted.NameArity) string {
	if reason, ok := outdatedModules[mod.String()]; ok && n.Name.String() != "module_info" {
		return reason
	}
	return outdatedFunctions[mod.String()+"."+n.String()]
}

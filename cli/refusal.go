package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"lab/runtime/node"
)

// This file reproduces the report that Erlang prints when a node cannot start. The crash dump that
// Erlang also writes is left out.

const nodeRefused = `=INFO REPORT==== %[1]s ===
%[2]s
Please check your configuration

=SUPERVISOR REPORT==== %[1]s ===
    supervisor: {local,net_sup}
    errorContext: start_error
    reason: {'EXIT',nodistribution}
    offender: [{pid,undefined},
               {id,net_kernel},
               {mfargs,{net_kernel,start_link,
                                   [#{clean_halt => true,%[3]sname => %[4]s,
                                      name_domain => %[5]s,
                                      supervisor => net_sup}]}},
               {restart_type,permanent},
               {significant,false},
               {shutdown,2000},
               {child_type,worker}]

{"Kernel pid terminated",application_controller,"%[6]s"}
Kernel pid terminated (application_controller) (%[6]s)
`

const startFailure = "{application_start_failure,kernel,{{shutdown,{failed_to_start_child,net_sup,{shutdown," +
	"{failed_to_start_child,net_kernel,{'EXIT',nodistribution}}}}},{kernel,start,[normal,[]]}}}"

// plainAtom matches atoms that Erlang writes without quotes.
var plainAtom = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-zA-Z0-9_@]*$`) })

// refusal returns the report that Erlang prints when a node cannot use its name.
func refusal(bad *node.NameError, long bool, now time.Time) error {
	name, domain := bad.Name, "shortnames"
	if !plainAtom().MatchString(name) {
		name = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'"
	}
	if long {
		domain = "longnames"
	}
	// Erlang breaks a line of more than 80 columns before its last pair.
	const column, line = 35, 80
	fold := ""
	if column+len("[#{clean_halt => true,name => ,")+len(name) > line {
		fold = "\n" + strings.Repeat(" ", column+3)
	}
	text := fmt.Sprintf(nodeRefused, now.Format("2-Jan-2006::15:04:05.000000"), bad.Text, fold, name, domain, startFailure)
	return errors.New(text)
}

// flagRefusal replaces errors about flags by the messages of iex. For iex, an unknown flag is the
// name of a script.
func flagRefusal(err error) error {
	var unknown *pflag.NotExistError
	var lacks *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		if interactive() {
			fmt.Print(banner())
		}
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes = "-"
		}
		//lint:ignore ST1005 the words are those that iex prints
		return fmt.Errorf("No file named %s%s", dashes, unknown.GetSpecifiedName())
	case errors.As(err, &lacks):
		//lint:ignore ST1005 the words are those that erl prints
		return fmt.Errorf("Missing argument(s) for '-%s'.", lacks.GetFlag().Name)
	}
	return err
}

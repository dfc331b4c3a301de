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

// This file says why no node could be started, as Erlang says it when it ends for
// that reason. There is no crash dump.

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

// plainAtom is an atom that Erlang writes without quotes.
var plainAtom = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-zA-Z0-9_@]*$`) })

// refusal is what Erlang prints where a node cannot have the name.
func refusal(bad *node.NameError, long bool, now time.Time) error {
	name, domain := bad.Name, "shortnames"
	if !plainAtom().MatchString(name) {
		name = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'"
	}
	if long {
		domain = "longnames"
	}
	// A line of more than 80 columns is broken before its last pair.
	const column, line = 35, 80
	fold := ""
	if column+len("[#{clean_halt => true,name => ,")+len(name) > line {
		fold = "\n" + strings.Repeat(" ", column+3)
	}
	text := fmt.Sprintf(nodeRefused, now.Format("2-Jan-2006::15:04:05.000000"), bad.Text, fold, name, domain, startFailure)
	return errors.New(text)
}

// flagRefusal is what iex says of flags that it does not take: what it does not
// know is a file to run.
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

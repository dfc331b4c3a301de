package trace

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "trace",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("erlang", install),
	},
}

func install(x library.Module) {
	x.Step("trace", 3, setTrace)
	x.Step("trace_pattern", 2, setPattern)
	x.Step("trace_pattern", 3, setPattern)
	x.Step("trace_info", 2, traceInfo)
	x.Func("trace_delivered", 1, traceDelivered)
	installSeq(x)
}

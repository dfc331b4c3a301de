package data

import (
	"embed"

	"lab/runtime/library"
)

//go:embed *.ex modules.txt
var sources embed.FS

// Subject lists the sources and natives of this folder.
var Subject = library.Subject{
	Name:    "data",
	System:  true,
	Sources: sources,
	Natives: []library.Natives{
		library.In("maps", func(x library.Module) { installMaps(x, x.Of("erlang")) }),
		library.In("maps", installMapsFun),
		library.In("lists", installLists),
		library.In("lists", installListsKey),
		library.In("lists", installListsSort),
		library.In("lists", installListsFun),
		library.In("lab_enum", installEnumLoops),
		library.In("lab_enum", installEnumLists),
		library.In("lab_path", installPaths),
		library.In("lab_list", installListPlaces),
		library.In("lab_keyword", installKeyword),
		library.In("math", installMath),
		library.In("rand", installRand),
		library.In("rand", installRandNormal),
		library.In("lab_integer", installInteger),
		library.In("lab_integer", installDigits),
		library.In("lab_float", installFloat),
	},
	Long: map[string]library.Long{
		"lists:member": library.LargeFirst, "lists:delete": library.LargeFirst, "lists:keyfind": library.LargeFirst,
		"lists:keymember": library.LargeFirst, "lists:keysearch": library.LargeFirst,
		"lists:keydelete": library.LargeFirst, "lists:keytake": library.LargeFirst,
		"lists:keyreplace": library.LargeFirst, "lists:keystore": library.LargeFirst,
		"lists:subtract": library.Large, "lists:flatten": library.Large, "lists:flatlength": library.Large,
		"lists:sort": library.Large, "lists:usort": library.Large, "lists:keysort": library.Large,
		"lists:ukeysort": library.Large, "lists:merge": library.Large, "lists:umerge": library.Large,
		"maps:from_list": library.Large, "lab_integer": library.Large, "lab_float": library.Large,
		"lab_keyword:merge": library.Large, "lab_enum:sort_desc": library.Large,
		"lab_integer:pow": library.Always,
	},
}

package esbuild

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"lab/runtime/bundle"
	"lab/runtime/reach"
)

// Build runs the bundle request.
func Build(req bundle.Request) (*bundle.Answer, error) {
	folder, err := reach.OpenFolder(req.Root)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	dir, err := folder.Local(".", req.Dir)
	if err != nil {
		return nil, fmt.Errorf("%s is outside of the project's folder", req.Dir)
	}
	o, out, err := options(req.Args)
	if err != nil {
		return nil, err
	}
	if o.Outdir == "" && o.Outfile == "" {
		return nil, errors.New("the arguments of esbuild name no --outdir")
	}
	for _, in := range o.EntryPoints {
		if strings.Contains(in, "*") {
			return nil, fmt.Errorf("%s: an entry point with * is not part of lab: name each file", in)
		}
	}
	s := newSources(folder, req, o)
	o.External, o.Alias, o.Packages = nil, nil, api.PackagesDefault // handled by the plugin
	advance(&o, filepath.Join(folder.Dir, dir))
	o.Plugins = []api.Plugin{s.plugin()}
	if req.Plain {
		o.LogOverride = map[string]api.LogLevel{"unsupported-at-rule": api.LogLevelSilent, "css-syntax-error": api.LogLevelSilent}
	}
	result := api.Build(o)
	a := &bundle.Answer{Ignored: out}
	if at := together(result); at != nil {
		result = api.BuildResult{Errors: []api.Message{{Text: putTogether, Location: at.Location}}}
	}
	a.Errors = s.text(result.Errors, api.ErrorMessage, dir)
	a.Warnings = s.text(result.Warnings, api.WarningMessage, dir)
	for _, f := range result.OutputFiles {
		local, err := folder.Local(".", f.Path)
		if err != nil {
			return nil, fmt.Errorf("%s is outside of the project's folder", f.Path)
		}
		a.Files = append(a.Files, bundle.File{Path: filepath.ToSlash(local), Contents: f.Contents})
	}
	a.Inputs, a.Stamp = s.seen.Inputs(), s.seen.Stamp()
	return a, nil
}

// text formats messages as esbuild does, with paths relative to dir.
func (s *sources) text(messages []api.Message, kind api.MessageKind, dir string) string {
	messages = slices.Clone(messages)
	clean := strings.NewReplacer(namespace+":"+filepath.ToSlash(dir)+"/", "", namespace+":", "")
	for i, m := range messages {
		messages[i].PluginName = ""
		messages[i].Text = clean.Replace(m.Text)
		messages[i].Location = placed(m.Location, clean)
		messages[i].Notes = nil
		for _, n := range m.Notes {
			messages[i].Notes = append(messages[i].Notes, api.Note{Text: clean.Replace(n.Text), Location: placed(n.Location, clean)})
		}
	}
	return strings.Join(api.FormatMessages(messages, api.FormatMessagesOptions{Kind: kind}), "")
}

func placed(at *api.Location, clean *strings.Replacer) *api.Location {
	if at == nil {
		return nil
	}
	moved := *at
	moved.File, moved.Namespace = clean.Replace(at.File), "file"
	return &moved
}

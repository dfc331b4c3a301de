package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"lab/runtime/bundle"
	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file bundles scripts and style sheets for the pages of programs. The bundling runs outside
// the node (runtime/bundle). Tailwind's own program is used if it is available.

// bundler is the node's access to bundling.
type bundler struct {
	root     string
	folder   *reach.Folder
	runner   *bundle.Runner
	tailwind string
}

var errNoTailwind = errors.New("there is no program tailwindcss for this node")

func (n *Node) bundleNatives() error {
	if n.cfg.Dir == "" {
		return nil
	}
	folder, err := reach.OpenFolder(n.cfg.Dir)
	if err != nil {
		return err
	}
	b := &bundler{folder.Dir, folder, bundle.NewRunner(n.cfg.Bundle), n.cfg.Tailwind}
	n.pages = b
	n.m.StepNative("lab_assets", "build", 5, b.build)
	n.m.StepNative("lab_assets", "stamp", 1, b.stamp)
	n.m.StepNative("lab_assets", "tailwind", 2, b.runTailwind)
	n.m.Native("lab_assets", "has_tailwind", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.Bool(b.tailwind != ""), nil
	})
	return nil
}

func (b *bundler) close() {
	if b != nil {
		_ = b.folder.Close() // safe to ignore: the folder was only read
	}
}

// build implements lab_assets:build(Folder, Arguments, Paths, Plain, Modules). It returns {ok,
// Files, Inputs, Stamp, Errors, Warnings, Ignored} or {error, Text}. Each element of Files is
// {Path, Contents}. Each element of Modules is {ImportName, Source}.
func (b *bundler) build(p *vm.Process, a []term.Term) vm.Step {
	dir, ok := a[0].AsStr()
	args, ok2 := texts(a[1])
	paths, ok3 := texts(a[2])
	modules, ok4 := textPairs(a[4])
	if !ok || !ok2 || !ok3 || !ok4 {
		return p.Fail(vm.Badarg())
	}
	req := bundle.Request{Root: b.root, Dir: dir, Args: args, Paths: paths, Plain: a[3].Is(term.ATrue), Modules: modules}
	return p.Block(func() (term.Term, error) {
		made, err := b.runner.Ask(context.Background(), req)
		if err != nil {
			return term.Tup(term.Error, term.Str(err.Error())), nil
		}
		files := make([]term.Term, len(made.Files))
		for i, f := range made.Files {
			files[i] = term.Tup(term.Str(filepath.Join(b.root, filepath.FromSlash(f.Path))), term.Str(string(f.Contents)))
		}
		return term.Tup(term.Ok, term.List(files...), list(made.Inputs), term.Str(made.Stamp), term.Str(made.Errors), term.Str(made.Warnings), list(made.Ignored)), nil
	})
}

// stamp implements lab_assets:stamp(Inputs), which returns the current stamp of the files.
func (b *bundler) stamp(p *vm.Process, a []term.Term) vm.Step {
	inputs, ok := texts(a[0])
	if !ok {
		return p.Fail(vm.Badarg())
	}
	return p.Block(func() (term.Term, error) { return term.Str(bundle.Changed(b.folder, inputs)), nil })
}

// mostSheet is the maximum output of Tailwind in bytes.
const mostSheet = 64 << 20

// runTailwind implements lab_assets:tailwind(Folder, Arguments). It returns {ok, Sheet} with the
// program's output, or {error, Text}.
func (b *bundler) runTailwind(p *vm.Process, a []term.Term) vm.Step {
	dir, ok := a[0].AsStr()
	args, ok2 := texts(a[1])
	if !ok || !ok2 {
		return p.Fail(vm.Badarg())
	}
	return p.Block(func() (term.Term, error) {
		sheet, err := b.sheet(dir, args)
		if err != nil {
			return term.Tup(term.Error, term.Str(err.Error())), nil
		}
		return term.Tup(term.Ok, term.Str(sheet)), nil
	})
}

func (b *bundler) sheet(dir string, args []string) (string, error) {
	if b.tailwind == "" {
		return "", errNoTailwind
	}
	local, err := b.folder.Local(".", dir)
	if err != nil {
		return "", fmt.Errorf("%s is outside of the project's folder", dir)
	}
	ctx, cancel := context.WithTimeout(context.Background(), bundle.MostTime)
	defer cancel()
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, b.tailwind, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = filepath.Join(b.root, local), &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("tailwindcss: %w: %s", err, strings.TrimSpace(said.String()))
	}
	if out.Len() > mostSheet {
		return "", fmt.Errorf("tailwindcss: its sheet is larger than %d MB", mostSheet>>20)
	}
	return out.String(), nil
}

// texts decodes a list of strings.
func texts(t term.Term) ([]string, bool) {
	all, ok := t.Slice()
	if !ok {
		return nil, false
	}
	out := make([]string, len(all))
	for i, one := range all {
		if out[i], ok = one.AsStr(); !ok {
			return nil, false
		}
	}
	return out, true
}

// textPairs decodes a list of pairs of strings as a map.
func textPairs(t term.Term) (map[string]string, bool) {
	all, ok := t.Slice()
	out := make(map[string]string, len(all))
	for _, one := range all {
		pair := one.Elems()
		if len(pair) != 2 {
			return nil, false
		}
		name, ok1 := pair[0].AsStr()
		text, ok2 := pair[1].AsStr()
		if !ok1 || !ok2 {
			return nil, false
		}
		out[name] = text
	}
	return out, ok
}

func list(texts []string) term.Term {
	all := make([]term.Term, len(texts))
	for i, text := range texts {
		all[i] = term.Str(text)
	}
	return term.List(all...)
}

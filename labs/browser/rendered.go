package browser

import (
	"maps"
	"strconv"
	"strings"
)

// This file handles the wire format of a LiveView: a tree of static texts ("s") and the dynamic
// parts between them ("0", "1", ...). Later messages contain only the changed parts
// (Phoenix.LiveView, "Diffs").

// maxDepth limits the nesting of components in the server's output. maxEntries limits the entries
// of a list.
const (
	maxDepth   = 100
	maxEntries = 100_000
	// maxSteps limits the number of parts of a page, because nested components may grow
	// exponentially without producing text.
	maxSteps = 1 << 18
)

// A tree is a decoded JSON object: a rendered template, a component, or a comprehension. A
// comprehension has its entries in "d", or keyed by index in "k".
type tree = map[string]any

// merge applies a diff to the current state and returns the new state.
func merge(shown, diff tree) tree {
	diff = resolve(diff, nil, false).(tree)
	components, _ := diff["c"].(tree)
	delete(diff, "c")
	old, _ := shown["c"].(tree)
	if old == nil {
		old = tree{}
	}
	delete(shown, "c")
	shown = mergeTree(shown, diff)
	merged := tree{}
	for cid := range components {
		merged[cid] = component(cid, components, old, 0)
	}
	maps.Copy(old, merged)
	shown["c"] = old
	return shown
}

// resolve replaces references to the diff's shared templates ("p") by the templates' texts. A
// number in the "s" of a component is not such a reference. It names another component, whose
// statics the component shares.
func resolve(v any, templates tree, component bool) any {
	node, ok := v.(tree)
	if !ok {
		if list, ok := v.([]any); ok {
			out := make([]any, len(list))
			for i := range list {
				out[i] = resolve(list[i], templates, false)
			}
			return out
		}
		return v
	}
	if own, ok := node["p"].(tree); ok {
		templates = own
	}
	out := tree{}
	for key, value := range node {
		switch key {
		case "p":
		case "s":
			if n, isNumber := value.(float64); isNumber && !component {
				value = templates[strconv.Itoa(int(n))]
			}
			out[key] = value
		case "c":
			components := tree{}
			if all, ok := value.(tree); ok {
				for cid, c := range all {
					components[cid] = resolve(c, templates, true)
				}
			}
			out[key] = components
		default:
			out[key] = resolve(value, templates, false)
		}
	}
	return out
}

// component returns the component cid after a diff. A component can share the statics of another
// component. Its "s" then names that component: a positive number means a component of the diff, a
// negative number means a component of the old state.
func component(cid string, diff, old tree, depth int) tree {
	was, _ := old[cid].(tree)
	d, _ := diff[cid].(tree)
	if d == nil || depth > maxDepth {
		return was
	}
	if n, ok := d["s"].(float64); ok {
		var from tree
		if n < 0 {
			from, _ = old[strconv.Itoa(int(-n))].(tree)
		} else {
			from = component(strconv.Itoa(int(n)), diff, old, depth+1)
		}
		statics := from["s"]
		d = mergeTree(clone(from), without(d, "s"))
		d["s"] = statics
		return d
	}
	if _, whole := d["s"]; whole || was == nil {
		return d
	}
	return mergeTree(clone(was), d)
}

func without(t tree, key string) tree {
	t = maps.Clone(t)
	delete(t, key)
	return t
}

func clone(t tree) tree {
	out := make(tree, len(t))
	for k, v := range t {
		if sub, ok := v.(tree); ok {
			v = clone(sub)
		}
		out[k] = v
	}
	return out
}

// mergeTree merges a diff into a tree. A diff with its own statics replaces the tree.
func mergeTree(into, diff tree) tree {
	if _, whole := diff["s"]; whole || into == nil {
		if keyed, ok := diff["k"].(tree); ok {
			diff = maps.Clone(diff)
			diff["k"] = mergeKeyed(nil, keyed)
		}
		return diff
	}
	for key, value := range diff {
		old, isTree := into[key].(tree)
		sub, isDiff := value.(tree)
		switch {
		case key == "k" && isDiff:
			into[key] = mergeKeyed(old, sub)
		case isTree && isDiff:
			into[key] = mergeTree(old, sub)
		default:
			into[key] = value
		}
	}
	return into
}

// mergeKeyed merges the entries of a keyed comprehension. An entry of the diff is a new or changed
// entry, the index of an old entry, or such an index with changes. The key "kc" holds the number
// of entries.
func mergeKeyed(old, diff tree) tree {
	count := diff["kc"]
	if count == nil {
		count = old["kc"]
	}
	out := tree{"kc": count}
	for i := range min(entries(count), len(old)+len(diff)) { // every entry is in old or in diff
		key := strconv.Itoa(i)
		before, _ := old[key].(tree)
		switch d := diff[key].(type) {
		case nil:
			out[key] = before
		case float64:
			out[key] = old[strconv.Itoa(int(d))]
		case []any:
			if len(d) != 2 {
				continue
			}
			from, _ := d[0].(float64)
			was, _ := old[strconv.Itoa(int(from))].(tree)
			changed, _ := d[1].(tree)
			out[key] = mergeTree(clone(was), changed)
		case tree:
			out[key] = mergeTree(clone(before), d)
		}
	}
	return out
}

// entries returns the number of entries that a list claims, within bounds.
func entries(count any) int {
	n, _ := count.(float64)
	return int(max(0, min(n, maxEntries)))
}

// markup renders the current state as HTML.
func markup(shown tree) string {
	var w writer
	w.components, _ = shown["c"].(tree)
	w.write(shown, 0)
	return w.String()
}

// A writer renders a tree and its components.
type writer struct {
	strings.Builder
	components tree
	steps      int
}

func (w *writer) write(v any, depth int) {
	if w.steps++; w.steps > maxSteps || depth > maxDepth || w.Len() > maxPage {
		return
	}
	switch v := v.(type) {
	case string:
		w.WriteString(v)
	case float64:
		w.write(w.components[strconv.Itoa(int(v))], depth+1)
	case tree:
		statics, _ := v["s"].([]any)
		if rows, ok := v["d"].([]any); ok {
			for _, row := range rows {
				cells, _ := row.([]any)
				w.interleave(statics, depth, func(i int) any {
					if i >= len(cells) {
						return nil
					}
					return cells[i]
				})
			}
			return
		}
		if keyed, ok := v["k"].(tree); ok {
			for i := range min(entries(keyed["kc"]), len(keyed)) {
				entry, _ := keyed[strconv.Itoa(i)].(tree)
				w.interleave(statics, depth, func(i int) any { return entry[strconv.Itoa(i)] })
			}
			return
		}
		w.interleave(statics, depth, func(i int) any { return v[strconv.Itoa(i)] })
	}
}

func (w *writer) interleave(statics []any, depth int, dynamic func(int) any) {
	for i, s := range statics {
		if i > 0 {
			w.write(dynamic(i-1), depth+1)
		}
		text, _ := s.(string)
		w.WriteString(text)
	}
}

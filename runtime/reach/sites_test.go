package reach

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// opening matches the functions and types that open sockets, files and programs, by import path.
var opening = map[string]*regexp.Regexp{
	"net":           regexp.MustCompile(`^(Dial|Listen|Lookup|Resolve|Resolver$|DefaultResolver|File(Conn|Listener|PacketConn)$|Dialer$)`),
	"crypto/tls":    regexp.MustCompile(`^(Dial|Listen|Dialer$)`),
	"net/http":      regexp.MustCompile(`^(Get|Head$|Post|Listen|Client$|DefaultClient|Transport$|DefaultTransport|FileServer|ServeFile|Dir$)`),
	"net/smtp":      regexp.MustCompile(``),
	"net/rpc":       regexp.MustCompile(``),
	"syscall":       regexp.MustCompile(`^(Socket|Bind|Connect|Open|Creat|Sendto|Exec|ForkExec|StartProcess|Unlink|Rename|Link|Symlink|Mkdir|Chmod|Truncate)`),
	"os":            regexp.MustCompile(`^(Open|Create|Read|Write|Mkdir|Remove|Rename|Link$|Symlink|Stat$|Lstat|Ch(dir|mod|own|times)|Lchown|Truncate|DirFS|CopyFS|StartProcess|Getenv|Environ|LookupEnv|ExpandEnv|UserHomeDir)`),
	"os/exec":       regexp.MustCompile(`^(Command|Cmd$)`),
	"io/ioutil":     regexp.MustCompile(``),
	"path/filepath": regexp.MustCompile(`^(Walk|Glob|EvalSymlinks)`),
	"plugin":        regexp.MustCompile(``),

	"github.com/fsnotify/fsnotify":    regexp.MustCompile(`^NewWatcher`),
	"github.com/hashicorp/memberlist": regexp.MustCompile(`^(NewNetTransport|Create)`),
	"github.com/coder/websocket":      regexp.MustCompile(`^Dial`),
}

// methods matches methods that open sockets. They are allowed only on a gate.
var methods = regexp.MustCompile(`^(DialContext|ListenPacket|LookupNetIP|LookupIPAddr|LookupHost|ListenAndServe)$`)

// known lists the places that may open something, with reasons. All other code must use this
// package.
var known = map[string]string{
	"cluster/transport.go net.ListenConfig":   "how the gate listens",
	"cluster/transport.go gate.ListenPacket":  "the gate itself",
	"dist/epmd/ensure.go exec.Command":        "the command of a Config: this program",
	"dist/epmd/ensure.go os.Environ":          "for that command",
	"node/peer.go exec.Command":               "likewise, with arguments that :peer makes",
	"node/peer.go exec.Cmd":                   "likewise",
	"bundle/run.go exec.CommandContext":       "likewise, with a request that it reads through this gate",
	"node/bundle.go exec.CommandContext":      "Tailwind's program, for nodes that a person starts alone",
	"dist/epmd/wire.go os.Getenv":             "ERL_EPMD_PORT alone, a number",
	"inet/group_unix.go syscall.Socket":       "a multicast group on an interface that the gate allows",
	"inet/group_unix.go syscall.Bind":         "likewise",
	"inet/group_unix.go net.FilePacketConn":   "likewise",
	"inet/group_windows.go net.ListenConfig":  "how the gate listens",
	"inet/group_windows.go gate.ListenPacket": "the gate itself",
	"inet/open.go net.ListenConfig":           "how the gate listens",
	"inet/open.go h.cfg.Net.ListenPacket":     "the gate itself",
	"lib/erlang/os.go os.Environ":             "of which programs see a list of names",
	"vm/headroom.go os.Getenv":                "GOGC alone, which no program sees",
	"vm/memory.go os.Getenv":                  "GOMEMLIMIT alone, likewise",
	"vm/schedule.go os.Getenv":                "GOGC alone, likewise",
	"node/cookie.go os.ReadFile":              "the user's cookie, whose path no program can choose",
	"node/cookie.go os.MkdirAll":              "likewise",
	"node/cookie.go os.CreateTemp":            "likewise",
	"node/cookie.go os.Remove":                "likewise",
	"node/cookie.go os.Link":                  "likewise",
}

// TestEverythingGoesThroughTheGate reads the source code of the program.
func TestEverythingGoesThroughTheGate(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name, err := filepath.Rel("..", path)
		if err != nil || strings.HasPrefix(filepath.ToSlash(name), "reach/") || strings.Contains(filepath.ToSlash(name), "epmdtest/") || strings.HasPrefix(filepath.ToSlash(name), "lib/station/") {
			return err
		}
		for _, site := range sites(t, path) {
			site = filepath.ToSlash(name) + " " + site
			seen[site] = true
			if known[site] == "" {
				t.Errorf("%s does not go through the gate", site)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for site := range known {
		if !seen[site] {
			t.Errorf("%s is there no more", site)
		}
	}
}

// sites returns the places in a file that open something.
func sites(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string]string{}
	var found []string
	for _, imp := range file.Imports {
		of, _ := strconv.Unquote(imp.Path.Value)
		name := of[strings.LastIndexByte(of, '/')+1:]
		if imp.Name != nil {
			name = imp.Name.Name
		}
		if opening[of] != nil && name == "." {
			found = append(found, "imports "+of+" without a name")
		}
		imports[name] = of
	}
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && imports[id.Name] != "" {
			if opens := opening[imports[id.Name]]; opens != nil && opens.MatchString(sel.Sel.Name) && !isType(sel.Sel.Name) {
				found = append(found, id.Name+"."+sel.Sel.Name)
			}
			return true
		}
		if methods.MatchString(sel.Sel.Name) {
			found = append(found, text(sel))
		}
		return true
	})
	return found
}

// isType reports whether name is a type whose name begins like an opening function.
func isType(name string) bool { return name == "Listener" || name == "Linger" }

func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return text(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return text(e.Fun) + "()"
	}
	return "?"
}

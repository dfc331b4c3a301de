package caddy

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serverOf returns a configuration of one server with the given fields.
func serverOf(fields string) string {
	return `{"apps": {"http": {"servers": {"srv0": {"listen": [":8080"], ` + fields + `}}}}}`
}

// handle returns a configuration of one route with the given handler.
func handle(handler string) string { return serverOf(`"routes": [{"handle": [` + handler + `]}]`) }

// TestRefusals checks that Confine refuses configurations that reach other machines, files outside
// the folder or the environment. It must also refuse modules and fields that it does not know.
func TestRefusals(t *testing.T) {
	root := t.TempDir()
	if err := os.Symlink("/etc", filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	proxy := func(fields string) string { return handle(`{"handler": "reverse_proxy", ` + fields + `}`) }
	for what, config := range map[string]string{
		"example.com:80":           proxy(`"upstreams": [{"dial": "example.com:80"}]`),
		"10.0.0.1:80":              proxy(`"upstreams": [{"dial": "10.0.0.1:80"}]`),
		"unix//run/docker.sock":    proxy(`"upstreams": [{"dial": "unix//run/docker.sock"}]`),
		"{http.request.host}:80":   proxy(`"upstreams": [{"dial": "{http.request.host}:80"}]`),
		"localhost.evil.com:80":    proxy(`"upstreams": [{"dial": "localhost.evil.com:80"}]`),
		"dynamic_upstreams":        proxy(`"dynamic_upstreams": {"source": "a", "name": "example.com"}`),
		"fastcgi":                  proxy(`"transport": {"protocol": "fastcgi"}`),
		"network_proxy":            proxy(`"transport": {"protocol": "http", "network_proxy": {"from": "url"}}`),
		"resolver":                 proxy(`"transport": {"protocol": "http", "resolver": {"addresses": ["1.1.1.1"]}}`),
		"root_ca_pem_files":        proxy(`"transport": {"protocol": "http", "tls": {"root_ca_pem_files": ["/etc/passwd"]}}`),
		"example.com:1":            proxy(`"health_checks": {"active": {"upstream": "example.com:1"}}`),
		"follow_redirects":         proxy(`"health_checks": {"active": {"path": "/", "follow_redirects": true}}`),
		"example.com:2":            proxy(`"handle_response": [{"routes": [{"handle": [{"handler": "reverse_proxy", "upstreams": [{"dial": "example.com:2"}]}]}]}]`),
		"{file./etc/passwd}":       proxy(`"headers": {"request": {"set": {"X": ["a {file./etc/passwd}"]}}}`),
		"{env.SECRET}":             handle(`{"handler": "static_response", "body": "{env.SECRET}"}`),
		"{env.KEY}":                proxy(`"headers": {"request": {"set": {"{env.KEY}": ["a"]}}}`),
		"/etc":                     handle(`{"handler": "file_server", "root": "/etc"}`),
		"../..":                    handle(`{"handler": "vars", "root": "../.."}`),
		"link":                     handle(`{"handler": "vars", "root": "link"}`),
		"{http.request.uri}":       handle(`{"handler": "file_server", "root": "{http.request.uri}"}`),
		"/etc/shadow":              handle(`{"handler": "file_server", "browse": {"template_file": "/etc/shadow"}}`),
		"fs":                       handle(`{"handler": "file_server", "fs": "other"}`),
		"/var":                     handle(`{"handler": "templates", "file_root": "/var"}`),
		"/srv":                     serverOf(`"routes": [{"match": [{"file": {"root": "/srv"}}]}]`),
		"expression":               serverOf(`"routes": [{"match": [{"expression": "ph(req, 'fi' + 'le./etc/passwd') == ''"}]}]`),
		"{http.vars.root}":         handle(`{"handler": "map", "destinations": ["{http.vars.root}"]}`),
		"exec":                     handle(`{"handler": "exec", "command": "id"}`),
		"tracing":                  handle(`{"handler": "tracing"}`),
		"acme_server":              handle(`{"handler": "acme_server"}`),
		"other":                    handle(`{"handler": "subroute", "routes": [{"handle": [{"handler": "other"}]}]}`),
		"unheard_of":               handle(`{"handler": "headers", "unheard_of": 1}`),
		"listener_wrappers":        serverOf(`"listener_wrappers": []`),
		"client_authentication":    serverOf(`"tls_connection_policies": [{"client_authentication": {}}]`),
		"insecure_secrets_log":     serverOf(`"tls_connection_policies": [{"insecure_secrets_log": "x.log"}]`),
		"net":                      `{"logging": {"logs": {"default": {"writer": {"output": "net", "address": "example.com:1"}}}}}`,
		"/home/me/.bashrc":         `{"logging": {"logs": {"default": {"writer": {"output": "file", "filename": "/home/me/.bashrc"}}}}}`,
		"../caddy.log":             `{"logging": {"logs": {"default": {"writer": {"output": "file", "filename": "../caddy.log"}}}}}`,
		"link/caddy.log":           `{"logging": {"logs": {"default": {"writer": {"output": "file", "filename": "link/caddy.log"}}}}}`,
		"mix.exs":                  `{"logging": {"logs": {"default": {"writer": {"output": "file", "filename": "mix.exs"}}}}}`,
		"/tmp/sink.log":            `{"logging": {"sink": {"writer": {"output": "file", "filename": "/tmp/sink.log"}}}}`,
		"events":                   `{"apps": {"events": {}}}`,
		"layer4":                   `{"apps": {"layer4": {}}}`,
		"load_files":               `{"apps": {"tls": {"certificates": {"load_files": []}}}}`,
		"dns":                      `{"apps": {"tls": {"dns": {}}}}`,
		"get_certificate":          `{"apps": {"tls": {"automation": {"policies": [{"get_certificate": [{"via": "http"}]}]}}}}`,
		"root":                     `{"apps": {"pki": {"certificate_authorities": {"local": {"root": {"certificate": "/etc/x"}}}}}}`,
		"certificate_authoritiess": `{"apps": {"pki": {"certificate_authoritiess": {}}}}`,
	} {
		_, _, err := Confine([]byte(config), Options{Data: "/data", Root: root})
		var refused *Refusal
		if !errors.As(err, &refused) || refused.Word != what {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

// TestAccepted checks that Confine accepts the handlers and options that a class needs.
func TestAccepted(t *testing.T) {
	root := t.TempDir()
	for _, config := range []string{
		handle(`{"handler": "encode", "encodings": {"gzip": {}, "zstd": {}}, "prefer": ["zstd", "gzip"]}`),
		handle(`{"handler": "vars", "root": "priv/static"}, {"handler": "file_server", "hide": ["./Caddyfile"]}`),
		handle(`{"handler": "templates"}, {"handler": "static_response", "body": "{http.request.uri}", "status_code": 200}`),
		handle(`{"handler": "reverse_proxy", "upstreams": [{"dial": "localhost:1"}, {"dial": ":2"}, {"dial": "127.0.0.1:3"}, {"dial": "[::1]:4"}],
			"headers": {"request": {"set": {"Host": ["{http.reverse_proxy.upstream.hostport}"]}}},
			"load_balancing": {"selection_policy": {"policy": "cookie"}, "try_duration": 1, "retry_match": [{"method": ["GET"]}]},
			"health_checks": {"active": {"uri": "/health", "interval": 1}, "passive": {"fail_duration": 1}},
			"transport": {"protocol": "http", "tls": {"insecure_skip_verify": true}}}`),
		serverOf(`"errors": {"routes": [{"match": [{"expression": "{http.error.status_code} == 502"}], "handle": [{"handler": "static_response"}]}]}`),
		`{"logging": {"logs": {"default": {"writer": {"output": "file", "filename": "access.log"}, "encoder": {"format": "json"}}}}}`,
	} {
		if _, _, err := Confine([]byte(config), Options{Data: "/data", Root: root}); err != nil {
			t.Errorf("%s: %v", config, err)
		}
	}
}

func TestNetworkIssuersAreReplaced(t *testing.T) {
	c, _ := confine(t, `{"apps": {"tls": {"automation": {"policies": [{"subjects": ["a"], "issuers": [{"module": "acme", "email": "me@example.com"}]}]}}}}`, Options{})
	if got := text(at(c, "apps", "tls", "automation")["policies"]); !strings.HasPrefix(got, `[{"issuers":[{"module":"internal"}],"subjects":["a"]}`) {
		t.Errorf("got %s", got)
	}
}

func TestRefusalNamesTheLine(t *testing.T) {
	r := &Refusal{Word: "/srv", Reason: "no"}
	r.locate("Caddyfile", "# /srv\n:80 {\n\troot * /srv # here\n}\n")
	if got := r.Error(); got != "Caddyfile:3: /srv is not part of lab: no" {
		t.Errorf("got %s", got)
	}
}

func TestImports(t *testing.T) {
	for text, fine := range map[string]bool{
		"import common":                             true,
		"(a) {\n}\nimport a x y":                    true,
		"import sites/*":                            true,
		"import /etc/passwd":                        false,
		"import ../other":                           false,
		"\"import\" /etc/passwd":                    false,
		"import \\\n/etc/passwd":                    false,
		"import <<X\n/etc/passwd\nX":                false,
		"import {$FILE:/etc/passwd}":                false,
		"{$A:im}{$B:port} /etc/passwd":              false,
		"(a) {\n\t{args[0]} {args[1]}\n}":           false,
		"localhost {\n\timport {args[0]}\n}":        false,
		"import a\nimport link":                     false,
		"import more":                               false,
		"# how to import a file\nlocalhost {\n}":    true,
		"log # important":                           true,
		strings.Repeat("# a long comment\n", 9000):  true,
		strings.Repeat("# a long comment\n", 20000): false,
		strings.Repeat("handle {\n", 400):           false,
		strings.Repeat("handle {$A:{}\n", 400):      false,
		strings.Repeat("import a\n", 30):            false,
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "Caddyfile")
		for name, text := range map[string]string{"Caddyfile": text, "more": "import /etc/passwd"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link")); err != nil {
			t.Fatal(err)
		}
		if err := imports(file); (err == nil) != fine {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFacts(t *testing.T) {
	got := FactsOf([]byte(serverOf(`"routes": [{"handle": [{"handler": "subroute", "routes": [{"handle": [{"handler": "reverse_proxy",
		"upstreams": [{"dial": "localhost:4006"}, {"dial": "localhost:4005"}], "load_balancing": {"try_duration": 1}, "health_checks": {"active": {"uri": "/health", "interval": 10000000000}}}]}]}]}]`)), 8080)
	if b, _ := json.Marshal(got); string(b) != `{"Listens":[8080],"Servers":[4005,4006],"Health":"/health","Interval":10000000000,"Retries":true}` {
		t.Errorf("got %s", b)
	}
	if other := FactsOf([]byte(handle(`{"handler": "reverse_proxy", "upstreams": [{"dial": "localhost:4005"}]}`)), 8081); len(other.Servers) != 0 || len(other.Listens) != 1 {
		t.Errorf("of another site: %v", other)
	}
}

package caddy

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func confine(t *testing.T, config string, o Options) (object, []Listener) {
	t.Helper()
	out, all, err := Confine([]byte(config), o)
	if err != nil {
		t.Fatal(err)
	}
	var c object
	if err := json.Unmarshal(out, &c); err != nil {
		t.Fatal(err)
	}
	return c, all
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func TestConfine(t *testing.T) {
	c, all := confine(t, `{
		"admin": {"listen": "0.0.0.0:2019"},
		"storage": {"module": "file_system", "root": "/home/me"},
		"apps": {
			"http": {"servers": {"srv0": {"listen": [":8080", "127.0.0.1:8081", "0.0.0.0:8082"], "routes": [{"handle": []}, {"match": [{"path": ["/"]}, {"host": ["localhost"]}]}]}}},
			"pki": {"certificate_authorities": {"mine": {"install_trust": true}}},
			"tls": {"automation": {"policies": [{"subjects": ["example.com"]}, {"subjects": ["localhost"], "issuers": [{"module": "internal"}]}]}}
		}
	}`, Options{Data: "/data", Ports: map[int]int{8080: 9090}})
	for path, want := range map[string]string{
		"admin":                                  `{"config":{"persist":false},"disabled":true}`,
		"storage":                                `{"module":"file_system","root":"/data"}`,
		"apps pki certificate_authorities":       `{"local":{"install_trust":false},"mine":{"install_trust":false}}`,
		"apps http servers srv0 automatic_https": `{"disable_redirects":true}`,
		"apps tls automation":                    `{"policies":[{"issuers":[{"module":"internal"}],"subjects":["example.com"]},{"issuers":[{"module":"internal"}],"subjects":["localhost"]},{"issuers":[{"module":"internal"}]}]}`,
	} {
		if got := text(at(c, strings.Fields(path)...)); got != want {
			t.Errorf("%s\n got %s\nwant %s", path, got, want)
		}
	}
	if got := text(at(c, "apps", "http", "servers", "srv0")["listen"]); got != `["127.0.0.1:9090","127.0.0.1:8081","127.0.0.1:8082"]` {
		t.Errorf("listens at %s", got)
	}
	if len(all) != 3 || all[0] != (Listener{Host: "127.0.0.1", Port: 9090, Name: "localhost"}) {
		t.Errorf("got %v", all)
	}
}

func TestConfineNothing(t *testing.T) {
	for _, config := range []string{"{}", "null"} {
		c, all := confine(t, config, Options{Data: "d", Admin: "127.0.0.1:1"})
		if got := text(c["admin"]); got != `{"config":{"persist":false},"listen":"127.0.0.1:1"}` || len(all) != 0 {
			t.Errorf("%s: %s, %v", config, got, all)
		}
	}
}

func TestConfineRefuses(t *testing.T) {
	for _, config := range []string{
		`[]`, `{`, `{"apps": {"http": {"servers": {"s": {"listen": ["unix//run/x"]}}}}}`,
		`{"apps": {"http": {"servers": {"s": {"listen": ["udp/:53"]}}}}}`, `{"apps": {"http": {"servers": {"s": {"listen": [":8000-8010"]}}}}}`,
	} {
		if _, _, err := Confine([]byte(config), Options{}); err == nil {
			t.Errorf("%s was taken", config)
		}
	}
}

// TestConfineListeners checks that Caddy cannot listen on other addresses or on the ports of
// nodes, and that the messages name the mistake.
func TestConfineListeners(t *testing.T) {
	at := func(address string) []byte {
		return []byte(`{"apps": {"http": {"servers": {"s": {"listen": ["` + address + `"]}}}}}`)
	}
	o := Options{Ports: map[int]int{8080: 9090, 9001: 9001}, Nodes: map[int]int{9001: 4005}}
	for _, address := range []string{"203.0.113.5:8080", "[2001:db8::1]:8080", "example.com:8080"} {
		if _, all, err := Confine(at(address), o); err != nil || len(all) != 1 || all[0].Host != "127.0.0.1" {
			t.Errorf("%s: %v, %v", address, all, err)
		}
	}
	for address, want := range map[string]string{
		"unix//run/x":  "listening at unix//run/x is not part of lab: name one TCP port",
		":8000-8010":   "listening at :8000-8010 is not part of lab: name one TCP port",
		"[::1]:9001":   "port 4005 is not part of lab: a node of the lab uses it",
		"0.0.0.0:9001": "port 4005 is not part of lab: a node of the lab uses it",
	} {
		var refused *Refusal
		if _, _, err := Confine(at(address), o); !errors.As(err, &refused) || err.Error() != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

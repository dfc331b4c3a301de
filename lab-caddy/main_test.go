package main

import (
	"os"
	"slices"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
)

// TestCaddyfile checks that the directives of the class's Caddyfile are supported.
func TestCaddyfile(t *testing.T) {
	text, err := os.ReadFile("../exercises/phoenix_hello/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	config, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt(text, map[string]any{"filename": "Caddyfile"})
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	var c caddy.Config
	if err := caddy.StrictUnmarshalJSON(config, &c); err != nil {
		t.Error(err)
	}
}

func TestModules(t *testing.T) {
	all := caddy.Modules()
	const policies = "http.reverse_proxy.selection_policies."
	for _, id := range []string{
		policies + "random", policies + "random_choose", policies + "first", policies + "round_robin",
		policies + "weighted_round_robin", policies + "least_conn", policies + "ip_hash", policies + "client_ip_hash",
		policies + "uri_hash", policies + "header", policies + "query", policies + "cookie",
		"http.handlers.headers", "http.handlers.encode", "http.encoders.gzip", "http.encoders.zstd", "http.handlers.file_server",
		"http.handlers.templates", "http.handlers.rewrite", "http.handlers.request_body", "http.handlers.authentication", "http.matchers.file",
		"tls.issuance.internal", "caddy.storage.file_system", "caddy.logging.writers.file",
	} {
		if !slices.Contains(all, id) {
			t.Errorf("%s is missing", id)
		}
	}
}

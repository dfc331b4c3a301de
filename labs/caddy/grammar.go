package caddy

// This file lists what a configuration may contain, in terms of Caddy's JSON
// (caddyserver.com/docs/json).

const (
	leavesMachine = "it would contact other machines"
	readsFiles    = "it reads files of this machine"
	unknownHere   = "lab cannot tell whether it stays on this machine"
)

// all returns fields that allow every value of the named keys.
func all(names ...string) fields {
	f := fields{}
	for _, name := range names {
		f[name] = plain
	}
	return f
}

func (f fields) with(more fields) fields {
	for name, r := range more {
		f[name] = r
	}
	return f
}

// grammar is the rule for a whole configuration. The values of admin and storage do not matter,
// because Confine replaces them.
var grammar = fields{
	"admin": plain, "storage": plain,
	"logging": fields{"logs": values(logger.rule), "sink": fields{"writer": writer}.rule}.rule,
	"apps": fields{
		"http": httpApp.rule, "tls": tlsApp.rule, "pki": pkiApp.rule,
		"events": never("it runs a command when an event occurs"),
	}.rule,
}

var logger = all("encoder", "level", "sampling", "with_caller", "with_caller_skip", "with_stacktrace", "include", "exclude").with(fields{"writer": writer})

var writer = oneOf("output", leavesMachine, map[string]fields{
	"stdout": {}, "stderr": {}, "discard": {},
	"file": all("mode", "dir_mode", "roll", "roll_size_mb", "roll_interval", "roll_minutes", "roll_at", "roll_uncompressed", "roll_local_time", "roll_keep",
		"roll_keep_days", "roll_gzip", "roll_compression", "backup_time_format").with(fields{"filename": logFile}),
}, nil)

var tlsApp = fields{
	"certificates": fields{"automate": plain}.rule,
	"automation": fields{
		"policies": list(all("subjects", "issuers", "key_type", "must_staple", "reuse_private_keys", "renewal_window_ratio", "disable_ocsp_stapling").
			with(fields{"on_demand": unless(leavesMachine), "get_certificate": never(leavesMachine), "storage": never(readsFiles)}).rule),
		"renew_interval": plain, "ocsp_interval": plain, "storage_clean_interval": plain,
		"on_demand": never(leavesMachine, "on_demand_tls"),
	}.rule,
	"disable_ocsp_stapling": plain, "disable_storage_check": plain, "disable_storage_clean": plain,
}

var pkiApp = fields{"certificate_authorities": values(all("name", "root_common_name", "intermediate_common_name", "intermediate_lifetime",
	"install_trust", "maintenance_interval", "renewal_window_ratio").rule)}

var httpApp = all("http_port", "https_port", "grace_period", "shutdown_delay", "metrics").with(fields{
	"servers": values(func(g *gate, name string, v any) error { return server.rule(g, name, v) }),
})

var server fields

var limits = []string{"read_timeout", "read_header_timeout", "read_idle_timeout", "read_min_rate", "write_timeout", "write_idle_timeout", "write_min_rate",
	"max_write_chunk", "idle_timeout", "keepalive_interval", "keepalive_idle", "keepalive_count", "max_header_bytes", "enable_full_duplex"}

var (
	route      fields
	routes     = list(func(g *gate, name string, v any) error { return route.rule(g, name, v) })
	matchers   rule
	matcherSet fields
	handlers   map[string]fields
	// directives maps refused handlers to their directives in a Caddyfile.
	directives = map[string][]string{"acme_server": {"acme_server"}, "tracing": {"tracing"}}
)

// The tables are filled in here because they refer to each other: routes contain handlers, and
// handlers contain routes.
func init() {
	matchers = list(func(g *gate, name string, v any) error { return matcherSet.rule(g, name, v) })
	matcherSet = all("path", "path_regexp", "host", "method", "header", "header_regexp", "query", "protocol", "remote_ip", "client_ip", "tls",
		"vars", "vars_regexp", "url_pattern").with(fields{
		"not":        func(g *gate, name string, v any) error { return matchers(g, name, v) },
		"expression": expression,
		"file":       all("try_files", "try_policy", "split_path").with(fields{"root": folder, "fs": unless(readsFiles)}).rule,
	})
	handler := func(g *gate, name string, v any) error {
		if o, _ := v.(object); o["handler"] == "vars" {
			return vars(g, name, v)
		}
		return oneOf("handler", unknownHere, handlers, directives)(g, name, v)
	}
	route = fields{"group": plain, "terminal": plain, "match": matchers, "handle": list(handler)}
	server = all(append(limits, "listen", "automatic_https", "strict_sni_host", "client_ip_headers", "trusted_proxies_strict", "logs", "protocols",
		"listen_protocols", "allow_0rtt", "metrics", "expected_underscore_headers", "expected_dot_headers")...).with(fields{
		"routes": routes, "errors": fields{"routes": routes}.rule, "named_routes": values(route.rule),
		"trusted_proxies":         oneOf("source", leavesMachine, map[string]fields{"static": all("ranges")}, nil),
		"tls_connection_policies": list(all("match", "default_sni", "fallback_sni", "alpn", "cipher_suites", "curves", "protocol_min", "protocol_max").rule),
		"listener_wrappers":       never(unknownHere),
		"packet_conn_wrappers":    never(unknownHere),
	})
	responses := list(fields{"match": plain, "status_code": plain, "routes": routes}.rule)
	handlers = map[string]fields{
		"subroute":              {"routes": routes, "errors": fields{"routes": routes}.rule},
		"invoke":                all("name"),
		"static_response":       all("status_code", "headers", "body", "close", "abort"),
		"error":                 all("error", "status_code"),
		"headers":               all("request", "response"),
		"encode":                all("encodings", "prefer", "minimum_length", "match"),
		"rewrite":               all("method", "uri", "strip_path_prefix", "strip_path_suffix", "uri_substring", "path_regexp", "query"),
		"request_body":          all("max_size", "read_timeout", "write_timeout", "set"),
		"timeouts":              all(append(limits, "read", "write")...),
		"map":                   all("source", "mappings", "defaults").with(fields{"destinations": destinations}),
		"log_append":            all("key", "value", "early"),
		"metrics":               all("disable_openmetrics"),
		"push":                  all("resources", "headers"),
		"copy_response":         all("status_code"),
		"copy_response_headers": all("include", "exclude"),
		"intercept":             {"handle_response": responses},
		"authentication":        {"providers": fields{"http_basic": plain}.rule},
		"templates":             all("mime_types", "delimiters").with(fields{"file_root": folder, "match": never(unknownHere)}),
		"file_server": all("hide", "index_names", "canonical_uris", "status_code", "pass_thru", "precompressed", "precompressed_order", "etag_file_extensions").
			with(fields{"root": folder, "fs": unless(readsFiles), "browse": all("reveal_symlinks", "sort", "file_limit", "plain_time_format").with(fields{"template_file": folder}).rule}),
		"reverse_proxy": reverseProxy(responses),
	}
}

// reverseProxy returns the fields of the reverse_proxy handler.
func reverseProxy(responses rule) fields {
	tls := all("insecure_skip_verify", "handshake_timeout", "server_name", "renegotiation", "except_ports", "curves")
	transport := oneOf("protocol", leavesMachine, map[string]fields{
		"http": all("keep_alive", "compression", "max_conns_per_host", "proxy_protocol", "dial_timeout", "dial_fallback_delay", "response_header_timeout",
			"expect_continue_timeout", "max_response_header_size", "write_buffer_size", "read_buffer_size", "read_timeout", "write_timeout", "versions").with(fields{
			"tls": tls.rule, "resolver": never(leavesMachine, "resolvers"), "forward_proxy_url": never(leavesMachine), "network_proxy": never(leavesMachine),
		}),
	}, map[string][]string{"fastcgi": {"php_fastcgi"}})
	health := all("path", "uri", "port", "headers", "method", "body", "interval", "timeout", "passes", "fails", "max_size", "expect_status", "expect_body").with(fields{
		"upstream": address, "follow_redirects": unless(leavesMachine, "health_follow_redirects"),
	})
	return all("flush_interval", "trusted_proxies", "headers", "request_buffers", "response_buffers", "proxy_status_name", "stream_timeout", "stream_buffer_size",
		"stream_close_delay", "stream_logs", "rewrite", "verbose_logs").with(fields{
		"upstreams":         list(all("max_requests").with(fields{"dial": address}).rule),
		"dynamic_upstreams": never(leavesMachine, "dynamic"),
		"circuit_breaker":   never(unknownHere),
		"transport":         transport,
		"handle_response":   responses,
		"health_checks":     fields{"active": health.rule, "passive": plain}.rule,
		"load_balancing":    all("selection_policy", "retries", "try_duration", "try_interval").with(fields{"retry_match": matchers}).rule,
	})
}

package web

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"lab/labs/observe"
	"lab/labs/ports"
)

// A Cluster provides snapshots for the page and executes its orders.
type Cluster interface {
	Snapshot() observe.Snapshot
	Do(order observe.Order) error
}

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string

	page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageHTML)) })
)

// A Server serves the page until it is closed.
type Server struct {
	cluster Cluster
	secret  string // the first segment of all paths
	hosts   []string
	server  *http.Server
	ln      net.Listener
	ended   chan struct{}
	once    sync.Once

	mu      sync.Mutex
	waiting map[chan struct{}]bool // one channel per connected browser
}

// Listen starts to serve the page on a port of the loopback. Port 0 selects a free port.
func Listen(c Cluster, port int) (*Server, error) {
	if port != 0 {
		if err := ports.Free("127.0.0.1", port); err != nil {
			return nil, fmt.Errorf("%w; choose another port with --port", err)
		}
	}
	ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("listening for browsers: %w", err)
	}
	_, number, _ := net.SplitHostPort(ln.Addr().String())
	s := &Server{cluster: c, secret: rand.Text(), ln: ln, ended: make(chan struct{}), waiting: map[chan struct{}]bool{},
		hosts: []string{"127.0.0.1:" + number, "localhost:" + number}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /"+s.secret+"/{$}", s.page)
	mux.HandleFunc("GET /"+s.secret+"/events", s.events)
	mux.HandleFunc("POST /"+s.secret+"/do", s.do)
	s.server = &http.Server{Handler: s.guard(mux), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.server.Serve(ln) }() // until Close
	return s, nil
}

// Address returns the URL of the page. The URL contains the secret.
func (s *Server) Address() string { return "http://" + s.hosts[0] + "/" + s.secret + "/" }

// Close stops the server and closes its connections.
func (s *Server) Close() {
	s.once.Do(func() { close(s.ended) })
	s.server.Close()
}

// Tell sends the current state of the cluster to all browsers.
func (s *Server) Tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.waiting {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// guard rejects requests that do not come from the page itself. Such requests are possible: another
// page in the browser may send requests to this port, and a foreign host name may resolve to the
// loopback.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if !s.isOurs(r.Host) || origin != "" && !s.isOurs(strings.TrimPrefix(origin, "http://")) {
			http.Error(w, "this page is for a browser of this machine, at the address that lab observe printed", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Referrer-Policy", "no-referrer") // the URL contains the secret
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func (s *Server) isOurs(host string) bool { return host == s.hosts[0] || host == s.hosts[1] }

func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	nonce := rand.Text()
	w.Header().Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; img-src data:; style-src 'nonce-"+nonce+
		"'; script-src 'nonce-"+nonce+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	var b bytes.Buffer
	err := page().Execute(&b, map[string]any{"Nonce": nonce, "CSS": template.CSS(pageCSS), "JS": template.JS(pageJS)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // the browser may have gone
}

// events streams the state of the cluster, once at the start and after every change.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	news := make(chan struct{}, 1)
	s.mu.Lock()
	s.waiting[news] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.waiting, news)
		s.mu.Unlock()
	}()
	out := http.NewResponseController(w)
	for {
		data, err := json.Marshal(s.cluster.Snapshot())
		if err == nil {
			_, err = fmt.Fprintf(w, "data: %s\n\n", data)
		}
		if err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-s.ended:
			return
		case <-news:
		}
	}
}

// A browserOrder is an order from the browser. Sure reports whether the user has confirmed the
// order.
type browserOrder struct {
	observe.Order
	Sure bool `json:"sure"`
}

// A reply is either a question to confirm the order or its result.
type reply struct {
	Asks   string `json:"asks,omitempty"`
	Failed string `json:"failed,omitempty"`
}

// maxBody is the maximum size of a request's body in bytes.
const maxBody = 4 << 10

func (s *Server) do(w http.ResponseWriter, r *http.Request) {
	// A form on another page cannot send this content type without a CORS preflight.
	if r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "the request must be JSON", http.StatusUnsupportedMediaType)
		return
	}
	var e browserOrder
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&e); err != nil {
		http.Error(w, "the request must be JSON: "+err.Error(), http.StatusBadRequest)
		return
	}
	var answer reply
	if !e.Sure {
		answer.Asks = e.Asks(s.cluster.Snapshot())
	}
	if answer.Asks == "" {
		if err := s.cluster.Do(e.Order); err != nil {
			answer.Failed = err.Error()
		}
		s.Tell()
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the browser may have gone
}

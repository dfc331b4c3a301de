package browser

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// maxPage is the maximum number of bytes that are read from a response.
const maxPage = 4 << 20

// A Browser is a browser with its own cookies. Its pages share the cookies like the tabs of a
// browser.
type Browser struct {
	client *http.Client
}

// New returns a browser without cookies. The config sets the trusted certificates. If it is nil,
// the browser trusts the certificates of the system.
func New(config *tls.Config) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic("BUG: " + err.Error()) // cannot fail without options
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = config
	transport.Proxy, transport.DialContext = nil, dialHere
	return &Browser{client: &http.Client{Jar: jar, Transport: transport}}
}

// dialHere connects to this machine only. A student's page may link anywhere, and the browser
// follows links without a person watching.
func dialHere(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && !ip.IsLoopback() {
		return nil, fmt.Errorf("the page leads to %s, which is not on this machine", address)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

// Close closes idle connections.
func (b *Browser) Close() { b.client.CloseIdleConnections() }

// Get opens the page at an address. If the page is a LiveView, Get connects to it.
func (b *Browser) Get(ctx context.Context, address string) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", address, err)
	}
	return b.open(ctx, req)
}

// Post submits a form and opens the resulting page.
func (b *Browser) Post(ctx context.Context, address string, form url.Values) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("sending to %s: %w", address, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.open(ctx, req)
}

// agent is an ordinary user agent, so that a page cannot detect that it is being graded.
const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

func (b *Browser) open(ctx context.Context, req *http.Request) (*Page, error) {
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en")
	resp, err := b.client.Do(req)
	if err != nil {
		return nil, err // the error includes the method and the address
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", resp.Request.URL, err)
	}
	doc, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", resp.Request.URL, err)
	}
	p := &Page{Status: resp.StatusCode, URL: resp.Request.URL, Header: resp.Header, Source: string(body), browser: b, doc: doc}
	if main := find(doc, func(n *html.Node) bool {
		return attr(n, "data-phx-session") != "" && attr(n, "data-phx-parent-id") == ""
	}); main != nil {
		if p.live, err = p.connect(ctx, main); err != nil {
			return nil, fmt.Errorf("connecting to the LiveView at %s: %w", p.URL, err)
		}
	}
	return p, nil
}

package caddy

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"
)

// This file tests which upstream answers, and whether requests succeed after an upstream has been
// killed.

func TestRoundRobinIsExact(t *testing.T) {
	r, _ := runner(t)
	a, b, c := newUpstream(t, "a"), newUpstream(t, "b"), newUpstream(t, "c")
	p, client := r.site(t, "lb_policy round_robin", a, b, c)
	count := map[string]int{}
	for range 30 {
		_, body := get(t, client, p.URL()+"/hello")
		count[body]++
	}
	if count["a"] != 10 || count["b"] != 10 || count["c"] != 10 {
		t.Errorf("got %v", count)
	}
}

// TestDeadUpstreamWithoutHealthChecks shows the problem that the class solves: without health
// checks and retries, Caddy keeps sending requests to an upstream that is down.
func TestDeadUpstreamWithoutHealthChecks(t *testing.T) {
	r, said := runner(t)
	a, b := newUpstream(t, "a"), newUpstream(t, "b")
	p, client := r.site(t, "lb_policy round_robin", a, b)
	b.kill()
	codes := map[int]int{}
	for range 10 {
		code, _ := get(t, client, p.URL())
		codes[code]++
	}
	if codes[200] != 5 || codes[502] != 5 {
		t.Errorf("got %v", codes)
	}
	if !strings.Contains(said.String(), "connection refused") {
		t.Errorf("nothing in the log: %s", said)
	}
}

func TestNoRequestIsLostWithRetries(t *testing.T) {
	r, said := runner(t)
	a, b := newUpstream(t, "a"), newUpstream(t, "b")
	p, client := r.site(t, "lb_policy round_robin\nlb_try_duration 5s\nlb_try_interval 50ms\nfail_duration 10s\nhealth_uri /health\nhealth_interval 50ms", a, b)
	var ended sync.WaitGroup
	stop := make(chan struct{})
	served := make(chan string, 10000)
	for range 4 {
		ended.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				res, err := client.Get(p.URL())
				if err != nil {
					served <- err.Error()
					continue
				}
				body, _ := io.ReadAll(res.Body)
				res.Body.Close()
				served <- fmt.Sprint(res.StatusCode, " ", string(body))
			}
		})
	}
	await := func(want string, n int) {
		t.Helper()
		limit := time.After(30 * time.Second)
		for n > 0 {
			select {
			case s := <-served:
				if s != "200 a" && s != "200 b" {
					t.Errorf("got %s\n%s", s, said)
				}
				if s == want {
					n--
				}
			case <-limit:
				t.Fatalf("never: %s\n%s", want, said)
			}
		}
	}
	await("200 b", 10)
	addr := b.addr
	b.kill()
	await("200 a", 100)
	b.start(t, addr)
	await("200 b", 10)
	close(stop)
	go func() {
		ended.Wait()
		close(served)
	}()
	for s := range served {
		if s != "200 a" && s != "200 b" {
			t.Errorf("got %s", s)
		}
	}
}

func TestPolicies(t *testing.T) {
	r, _ := runner(t)
	for policy, sticks := range map[string]bool{
		"cookie lab_sticky secret": true, "ip_hash": true, "first": true, "uri_hash": true, "client_ip_hash": true,
		"header X-User": true, "query user": true, "least_conn": false, "random": false, "random_choose 2": false,
		"weighted_round_robin 2 1": false,
	} {
		t.Run(policy, func(t *testing.T) {
			a, b := newUpstream(t, "a"), newUpstream(t, "b")
			p, client := r.site(t, "lb_policy "+policy, a, b)
			client.Jar, _ = cookiejar.New(nil)
			seen := map[string]int{}
			for range 12 {
				req, err := http.NewRequest(http.MethodGet, p.URL()+"/?user=1", nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("X-User", "1")
				res, err := client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(res.Body)
				res.Body.Close()
				seen[string(body)]++
			}
			if sticks && len(seen) != 1 || seen["a"]+seen["b"] != 12 {
				t.Errorf("got %v", seen)
			}
			if policy == "weighted_round_robin 2 1" && (seen["a"] != 8 || seen["b"] != 4) {
				t.Errorf("got %v", seen)
			}
		})
	}
}

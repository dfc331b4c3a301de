package cluster

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"

	"lab/labs/catalogue"
)

// TestPortsInUse checks that the ports in a Caddyfile are replaced by the ports of a scenario.
func TestPortsInUse(t *testing.T) {
	s := &Scenario{ports: map[int]int{4005: 20001, 4006: 20002, 8080: 20003}}
	got := s.withPorts("localhost:8080 {\n\treverse_proxy localhost:4005 :4006 {\n\t\tlb_try_duration 1s\n\t\tx :40051\n\t}\n}\n")
	want := "localhost:20003 {\n\treverse_proxy localhost:20001 :20002 {\n\t\tlb_try_duration 1s\n\t\tx :40051\n\t}\n}\n"
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	port := ln.Addr().(*net.TCPAddr).Port
	_, err = Start(t.Context(), Config{Nodes: []catalogue.NodeSpec{{Name: "node1", Project: true, Serve: true, Port: port}}})
	taken := fmt.Sprintf("port %d is taken by ", port)
	if err == nil || !strings.HasPrefix(err.Error(), taken) || !strings.Contains(err.Error(), ", and node1 needs it") {
		t.Fatalf("got %v, want %s", err, taken)
	}
	if self := fmt.Sprintf("(process %d)", os.Getpid()); runtime.GOOS == "linux" && !strings.Contains(err.Error(), self) {
		t.Errorf("got %v, want %s", err, self)
	}
}

package room

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"time"

	"charm.land/ssh"

	rules "lab/labs/room"
)

// This file is for the laptops whose nodes join the class's cluster.

// longestArrival is how many bytes a laptop may say of its node.
const longestArrival = 512

// Laptops are the nodes of laptops that are in the cluster.
func (r *Room) Laptops() int { return len(r.cfg.Cluster.Members()) }

// join serves the connection of a laptop until its node ends.
func (r *Room) join(s ssh.Session) (string, error) {
	name, err := r.known(s)
	if err != nil {
		return "", err
	}
	invitation, err := r.cfg.Cluster.Invite(name)
	if err != nil {
		return "", err
	}
	moved := make(chan struct{})
	seat, err := r.laptops.Take(name, func() {
		close(moved)
		time.AfterFunc(patience, func() { _ = s.Close() })
	})
	if err != nil {
		return "", err
	}
	defer seat.Give()
	<-seat.Ready()
	if err := json.NewEncoder(s).Encode(invitation); err != nil {
		return "", nil // it has gone
	}
	arrival, err := arrives(s)
	if err != nil {
		return "", err
	}
	from, ok := s.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return "", errors.New("a laptop comes over TCP")
	}
	company, err := r.cfg.Cluster.Enter(name, arrival, from.AddrPort().Addr())
	if err != nil {
		return "", err
	}
	defer r.changed()
	defer r.cfg.Cluster.Leave(name)
	r.changed()
	if err := json.NewEncoder(s).Encode(company); err != nil {
		return "", nil
	}
	gone := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, s) // nothing more is said
		close(gone)
	}()
	select {
	case <-gone:
	case <-r.over:
	case <-moved:
		// The node ends its connection when it has ended: another on the same machine may have its
		// name only then.
		_, _ = io.WriteString(s, "Your node came in from elsewhere, and went on there.\n")
		<-gone
	}
	return "", nil
}

// arrives reads what a laptop says of its node, which it has a while for.
func arrives(s ssh.Session) (a rules.Arrival, err error) {
	late := time.AfterFunc(patience, func() { _ = s.Close() })
	defer late.Stop()
	line, err := bufio.NewReader(io.LimitReader(s, longestArrival)).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	if err != nil {
		err = errors.New("the laptop did not say where its node is")
	}
	return a, err
}

// known is the student whose key came.
func (r *Room) known(s ssh.Session) (string, error) {
	name, err := rules.Name(s.User())
	if err != nil {
		return "", err
	}
	if s.PublicKey() == nil {
		return "", errors.New("this room knows you by an SSH key, and none came")
	}
	return name, r.register.Claim(name, rules.KeyText(s.PublicKey()))
}

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

// This file serves laptops whose nodes join the class's cluster.

// longestArrival is the maximum length in bytes of a laptop's arrival message.
const longestArrival = 512

// Laptops returns the number of laptops whose nodes are in the cluster.
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
		return "", nil // the laptop has gone
	}
	arrival, err := arrives(s)
	if err != nil {
		return "", err
	}
	from, ok := s.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return "", errors.New("a laptop can join only over TCP")
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
		_, _ = io.Copy(io.Discard, s) // the laptop sends nothing more
		close(gone)
	}()
	select {
	case <-gone:
	case <-r.over:
	case <-moved:
		// Wait until the node has ended and closed the connection. Only then can another node on
		// the same machine take its name.
		_, _ = io.WriteString(s, "You joined with another node, so this one has ended.\n")
		<-gone
	}
	return "", nil
}

// arrives reads the arrival message of a laptop. It closes the session if the message takes too
// long.
func arrives(s ssh.Session) (a rules.Arrival, err error) {
	late := time.AfterFunc(patience, func() { _ = s.Close() })
	defer late.Stop()
	line, err := bufio.NewReader(io.LimitReader(s, longestArrival)).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	if err != nil {
		err = errors.New("the laptop sent no valid address of its node: run lab join again, with the room's version of lab")
	}
	return a, err
}

// known returns the name of the student whose key opened the session. It binds the name to the key.
func (r *Room) known(s ssh.Session) (string, error) {
	name, err := rules.Name(s.User())
	if err != nil {
		return "", err
	}
	if s.PublicKey() == nil {
		return "", errors.New("this room identifies students by an SSH key, and your client sent none: create one with ssh-keygen, then connect again")
	}
	return name, r.register.Claim(name, rules.KeyText(s.PublicKey()))
}

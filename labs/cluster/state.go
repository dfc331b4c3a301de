package cluster

import "lab/labs/census"

// States returns the states of the nodes in the order of the lab.
func (s *Scenario) States() []NodeState {
	s.mu.Lock()
	defer s.mu.Unlock()
	states := make([]NodeState, 0, len(s.cfg.Nodes))
	for _, n := range s.cfg.Nodes {
		m := s.nodes[n.Name]
		st := NodeState{State: census.State{Name: n.Name}, Full: m.full}
		if c := m.life; c != nil && c.isUp() {
			st.Up, st.Frozen, st.PID = true, c.isFrozen(), c.cmd.Process.Pid
			st.Unloaded = c.isUnloaded()
		}
		states = append(states, st)
	}
	return states
}

// NodeState is the state of a node as seen from outside.
type NodeState struct {
	census.State        // with the name in the lab, such as node1
	Full         string // such as node1@localhost
	PID          int    // the operating system process, 0 if down
	// Unloaded reports whether its project failed to compile or to start.
	Unloaded bool
}

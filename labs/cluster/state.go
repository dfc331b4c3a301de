package cluster

import "lab/labs/census"

// States is how the nodes are, in the order of the lab.
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

// NodeState is what can be seen of a node from outside.
type NodeState struct {
	census.State        // its name is that of the lab: node1
	Full         string // node1@localhost
	PID          int    // of the operating system; 0 when down
	// Unloaded says that its project did not compile, or did not start.
	Unloaded bool
}

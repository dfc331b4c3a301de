package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	rules "lab/labs/room"
	"lab/repl"
	"lab/runtime/node"
	terms "lab/runtime/term"
	"lab/runtime/vm"
)

// joinCommand returns the command that joins a node of this machine to a classroom's cluster. It
// contacts the room through the ssh program, because ssh has the student's key and knows the room's
// host key.
func joinCommand() *cobra.Command {
	f := nodeFlags{prompt: true}
	var port int
	var as string
	cmd := &cobra.Command{
		Use:   "join HOST",
		Short: "Join the class's cluster with a node of this machine",
		Long: "Join the class's cluster with a node of this machine, and open its prompt. HOST is the teacher's machine, which runs\n" +
			"lab room --nodes. The SSH key of ssh NAME@HOST identifies you. Nodes of a cluster may run any code on each other. Yours\n" +
			"runs in this folder, and reads and writes nothing outside it.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := askRoom(args[0], port, as)
			if err != nil {
				return err
			}
			defer r.leave()
			return r.join(&f)
		},
	}
	f.defaults()
	cmd.Flags().IntVarP(&port, "port", "p", 2222, "the port of the room")
	cmd.Flags().StringVar(&as, "as", "", "your name in the room (default: the user name of ssh)")
	cmd.Flags().StringVarP(&f.script, "script", "S", "", "run a script: mix loads the project of this folder")
	return cmd
}

// A roomLine is a connection to a room. It stays open while the node runs.
type roomLine struct {
	ssh  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	told rules.Invitation
	left atomic.Bool // this node closed the connection
	// The field here is this machine's address in network. The field network is the network that
	// this machine shares with the room.
	here    netip.Addr
	network netip.Prefix
}

// askRoom connects to the room at a host and reads its invitation.
func askRoom(host string, port int, as string) (*roomLine, error) {
	here, network, err := between(host, port)
	if err != nil {
		return nil, err
	}
	program, err := exec.LookPath("ssh")
	if err != nil {
		return nil, errors.New("lab join needs the program ssh, which is not on the PATH: install OpenSSH")
	}
	if as != "" {
		host = as + "@" + host
	}
	r := &roomLine{ssh: exec.Command(program, "-T", "-p", strconv.Itoa(port), "--", host, rules.JoinCommand), here: here, network: network}
	r.ssh.Stderr = os.Stderr
	if r.in, err = r.ssh.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := r.ssh.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.out = bufio.NewReader(io.LimitReader(out, longestAnswer))
	if err := r.ssh.Start(); err != nil {
		return nil, fmt.Errorf("ssh: %w", err)
	}
	if err := r.hear(&r.told); err != nil {
		r.leave()
		return nil, err
	}
	return r, nil
}

// hear decodes the room's next line as JSON. A line that is not JSON is the room's error message.
func (r *roomLine) hear(what any) error {
	line, err := r.out.ReadString('\n')
	if err == nil && json.Unmarshal([]byte(line), what) == nil {
		return nil
	}
	if line = strings.TrimSpace(line); line != "" {
		return errors.New(line) // the room's error message
	}
	return errors.New("the room did not let this machine join: read the message of ssh above, and try ssh -p PORT NAME@HOST")
}

// longestAnswer limits the bytes that lab reads from a room.
const longestAnswer = 16 << 10

// leave closes the connection. This tells the room that the node has gone.
func (r *roomLine) leave() {
	r.left.Store(true)
	_ = r.in.Close()
	_ = r.ssh.Wait()
}

// between returns the network that this machine shares with a host, and this machine's address in
// that network.
func between(host string, port int) (netip.Addr, netip.Prefix, error) {
	c, err := net.Dial("udp4", net.JoinHostPort(host, strconv.Itoa(port))) // UDP: dialing sends nothing
	if err != nil {
		return netip.Addr{}, netip.Prefix{}, fmt.Errorf("finding the room: %w", err)
	}
	defer c.Close()
	here := c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	there := c.RemoteAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	all, err := net.InterfaceAddrs()
	if err != nil {
		return here, netip.Prefix{}, err
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Unmap() == here && p.Masked().Contains(there) {
			return here, p.Masked(), nil
		}
	}
	return here, netip.Prefix{}, fmt.Errorf("this machine (%s) and %s are not in the same network: connect this machine to the network of the class, then run lab join again", here, there)
}

// join starts the node, brings it into the cluster and opens its prompt.
func (r *roomLine) join(f *nodeFlags) error {
	f.name, f.cookie = rules.NodeName(r.told.Name, r.here), r.told.Cookie
	f.given = func(string) bool { return false }
	f.networks = []netip.Prefix{r.network}
	n, err := f.startNode()
	if err != nil {
		return err
	}
	defer n.Close()
	if err := json.NewEncoder(r.in).Encode(rules.Arrival{Gossip: n.Gossip()}); err != nil {
		return fmt.Errorf("the room has closed: %w", err)
	}
	var company rules.Company
	if err := r.hear(&company); err != nil {
		return err
	}
	meetMembers(n, company.Members)
	start := func(s *repl.Shell) error {
		if err := f.load(s, n, nil); err != nil {
			return err
		}
		return s.Prompt(terms.Tup(terms.Sym("on_eof"), terms.Sym("halt")))
	}
	go r.follow(n)
	fmt.Printf("%s is in the cluster of the class. Node.list() lists the other nodes.\n", f.name)
	if interactive() {
		return promptInTerminal(n, start)
	}
	s := repl.Attach(n.Machine(), repl.NewPlain(os.Stdin, os.Stdout), os.Stderr)
	onHalt(n, func() {})
	return start(s)
}

// follow ends the node when the room sends a message. The room does so if the student has joined
// from elsewhere. If the room only closes, the node keeps running.
func (r *roomLine) follow(n *node.Node) {
	words, _ := r.out.ReadString('\n')
	if words = strings.TrimSpace(words); words == "" {
		if !r.left.Load() {
			sayAbove(n, "The room has closed. Your node keeps running with its links, but no more nodes can join.")
		}
		return
	}
	sayAbove(n, words)
	_, _ = n.Machine().Call(terms.Intern("erlang"), terms.Intern("halt"), terms.Int(0))
}

// sayAbove prints a line above the node's prompt, or to standard error if there is no prompt yet.
func sayAbove(n *node.Node, words string) {
	if _, err := n.Machine().Call(vm.ModuleAtom("IO"), terms.Intern("puts"), terms.Sym("stderr"), terms.Str("\n"+words)); err != nil {
		fmt.Fprintln(os.Stderr, words)
	}
}

// meetMembers connects the node to the first member that answers. From that member the node learns
// about the others.
func meetMembers(n *node.Node, members []rules.Member) {
	for _, m := range members {
		if n.Meet(m.Gossip) == nil {
			return
		}
	}
	if len(members) > 0 {
		fmt.Fprintln(os.Stderr, "None of the class's nodes answers: a firewall on this machine or on theirs may block lab.")
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"lab/labs/catalogue"
	rules "lab/labs/room"
	book "lab/labs/workbook"
	"lab/repl/home"
	"lab/repl/room"
)

// roomFlags are the flags of `lab room`.
type roomFlags struct {
	roster, listen, dir string
	seats               int
	nodes               bool
	labs                []string
}

func roomCommand(d *desk) *cobra.Command {
	var f roomFlags
	cmd := &cobra.Command{
		Use:   "room",
		Short: "Open a classroom: students connect with ssh and install nothing",
		Long: "Open a classroom on this machine. A student types ssh NAME@HOST -p PORT and gets the workbook. The student's nodes and\n" +
			"folder are on this machine. This screen shows the students' progress, who is stuck and what the room predicts. It sends\n" +
			"messages to all, and projects a workbook to everybody who types ssh room@HOST. docs/room.md lists the stored data.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return d.openRoom(f) },
	}
	cmd.Flags().StringVar(&f.roster, "roster", "", "the students that may join: one name per line, optionally with an SSH public key (default: any name)")
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:2222", "the address to listen on: this machine's address in the network of the class")
	cmd.Flags().IntVar(&f.seats, "seats", 30, "the maximum number of students at the same time")
	cmd.Flags().BoolVar(&f.nodes, "nodes", false, "allow nodes on students' laptops to join the class's cluster (lab join)")
	cmd.Flags().StringVar(&f.dir, "dir", "lab-room", "the room's folder: its key, names, and the students' workbooks")
	cmd.Flags().StringSliceVar(&f.labs, "labs", nil, "offer only these labs, such as 1-3,6 (default: all), or the labs of this index file")
	return cmd
}

func (d *desk) openRoom(f roomFlags) error {
	cfg, err := d.roomConfig(f)
	if err != nil {
		return err
	}
	if !interactive() {
		return errors.New("lab room needs a terminal: its screen shows the room")
	}
	limitMemory(f.seats)
	l, err := listen(f.listen)
	if err != nil {
		return err
	}
	r, err := room.New(cfg)
	if err != nil {
		l.Close()
		return err
	}
	defer r.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- r.Serve(l) }()
	err = room.NewTeacher(r, invitation(l.Addr().(*net.TCPAddr))).Run(tea.WithContext(ctx), tea.WithoutSignalHandler())
	if ctx.Err() != nil {
		err = nil // the user interrupted it
	}
	r.Close()
	return errors.Join(err, <-served)
}

// roomConfig builds the configuration of the room from the flags.
func (d *desk) roomConfig(f roomFlags) (room.Config, error) {
	if f.seats < 1 {
		return room.Config{}, errors.New("a room needs at least one seat: --seats 1")
	}
	roster, err := roomRoster(f.roster)
	if err != nil {
		return room.Config{}, err
	}
	labs, err := d.roomLabs(f.labs)
	if err != nil {
		return room.Config{}, err
	}
	exercises, err := d.exercises()
	if err != nil {
		return room.Config{}, err
	}
	g, err := grader()
	if err != nil {
		return room.Config{}, err
	}
	dir, err := filepath.Abs(f.dir)
	if err != nil {
		return room.Config{}, fmt.Errorf("finding the room's folder: %w", err)
	}
	var cluster *rules.Cluster
	if f.nodes {
		cluster = rules.NewCluster()
	}
	return room.Config{Dir: dir, Seats: f.seats, Roster: roster, Cluster: cluster, Catalogue: labs, Exercises: exercises, Grader: g,
		Desk: func(w *book.Workbook, p *book.Progress) (home.Desk, func()) {
			s := newHomeDesk(w, p)
			return s, s.close
		}}, nil
}

// roomRoster reads the list of people who may join, or returns nil if anyone may.
func roomRoster(file string) ([]rules.Person, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the roster: %w", err)
	}
	defer text.Close()
	people, err := rules.ReadRoster(file, text)
	if err == nil && len(people) == 0 {
		err = fmt.Errorf("%s has no names: write one name per line", file)
	}
	return people, err
}

// roomLabs returns the labs of the room in the order of the class.
func (d *desk) roomLabs(parts []string) (*catalogue.Catalogue, error) {
	if len(parts) == 0 {
		return d.catalogue()
	}
	if info, err := os.Stat(parts[0]); err == nil && info.Mode().IsRegular() && len(parts) == 1 {
		return d.index(parts[0])
	}
	labs, err := d.labRange(parts)
	if err != nil {
		return nil, err
	}
	return &catalogue.Catalogue{Labs: labs}, nil
}

// listen opens the listener at the address that the teacher chose.
func listen(at string) (net.Listener, error) {
	l, err := net.Listen("tcp", at)
	var unknown *net.DNSError
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("another program listens at %s; use another port, such as --listen %s", at, nextPort(at))
	case errors.As(err, &unknown), errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("this machine has no address %s; its addresses are %s", at, strings.Join(addresses(), ", "))
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not listen at %s; use a port from 1024 on", at)
	}
	return nil, fmt.Errorf("listening at %s: %w; give an address and a port, such as 127.0.0.1:2222", at, err)
}

// nextPort returns the address with the port increased by one.
func nextPort(at string) string {
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		return "127.0.0.1:2223"
	}
	n, err := net.LookupPort("tcp", port)
	if err != nil || n == 65535 {
		return net.JoinHostPort(host, "2223")
	}
	return net.JoinHostPort(host, fmt.Sprint(n+1))
}

// addresses returns this machine's addresses in its networks, the loopback address last.
func addresses() []string {
	var out []string
	all, _ := net.InterfaceAddrs() // on an error only the loopback is left
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return slices.Compact(append(out, "127.0.0.1"))
}

// invitation returns the two commands to show: the command for students, and the command for people
// who only watch.
func invitation(at *net.TCPAddr) string {
	host := at.IP.String()
	if at.IP.IsUnspecified() {
		host = addresses()[0]
	}
	return fmt.Sprintf("students: ssh NAME@%s -p %d   to watch: ssh room@%s -p %d", host, at.Port, host, at.Port)
}

// limitMemory makes the room's process return memory to the system from a certain amount on. The
// amount depends on the number of seats. GOMEMLIMIT sets another.
func limitMemory(seats int) {
	const base, perSeat = 256 << 20, 16 << 20
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(base + int64(seats)*perSeat)
	}
}

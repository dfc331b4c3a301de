package observe

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lab/labs/census"
	cluster "lab/labs/observe"
	"lab/repl/paint"
)

// A Driver executes orders.
type Driver interface {
	// Do executes an order. It blocks until the node answers.
	Do(order cluster.Order) error
}

// These messages are sent to the screen.
type (
	// Seen is the current state of the cluster.
	Seen cluster.Snapshot
	// Done is the result of an order.
	Done struct {
		Order cluster.Order
		Err   error
	}
)

// A page selects the content of the middle box.
type page int

const (
	onMap page = iota
	onProcesses
	onNames
	onTables
	onTrees
	onMessages
	pages
)

var pageNames = [pages]string{"map", "processes", "names", "tables", "trees", "messages"}

// A Model is the Bubble Tea model of the screen.
type Model struct {
	driver        Driver
	theme         paint.Theme
	themeName     string
	width, height int

	seen   cluster.Snapshot
	node   string // the selected node's name
	page   page
	cursor [pages]int
	// message is the serial number of the message that is shown in full, or 0.
	message uint64
	all     bool // system processes are shown too
	long    bool // the timeline takes the full height
	back    int  // rows by which the timeline is scrolled back
	help    bool
	notice  string
	asked   *cluster.Order // the order to confirm
	// chooses is the action for which the user has to choose a peer: Cut, Heal or none.
	chooses cluster.Deed
}

// New returns a screen without data.
func New(d Driver) *Model {
	return &Model{driver: d, theme: paint.New(true), themeName: paint.Auto, width: 80, height: 24}
}

// ChooseTheme selects the colour theme by name.
func (m *Model) ChooseTheme(name string) {
	m.themeName, m.theme = name, paint.New(paint.IsDark(name, true))
}

// Init requests the terminal's background colour, which determines the automatic theme.
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.theme = paint.New(paint.IsDark(m.themeName, msg.IsDark()))
	case Seen:
		m.take(cluster.Snapshot(msg))
	case Done:
		m.notice = ""
		if msg.Err != nil {
			m.notice = msg.Err.Error()
		}
	case tea.MouseWheelMsg:
		m.move(map[tea.MouseButton]int{tea.MouseWheelUp: -3, tea.MouseWheelDown: 3}[msg.Button])
	case tea.KeyPressMsg:
		return m, m.key(msg.String())
	}
	return m, nil
}

func (m *Model) take(s cluster.Snapshot) {
	m.back = max(0, min(census.Hold(m.seen.Events, s.Events, m.back), len(s.Events)-1))
	m.seen = s
	if _, known := s.Node(m.node); !known && len(s.Nodes) > 0 {
		m.node = s.Nodes[0].Name
	}
}

// at returns the index of the selected node.
func (m *Model) at() int {
	return max(0, slices.IndexFunc(m.seen.Nodes, func(n cluster.Node) bool { return n.Name == m.node }))
}

// chosen returns the selected node.
func (m *Model) chosen() cluster.Node {
	n, _ := m.seen.Node(m.node)
	return n
}

// turn moves the selection by a number of nodes. The first node follows the last node.
func (m *Model) turn(by int) {
	if n := len(m.seen.Nodes); n > 0 {
		m.node = m.seen.Nodes[(m.at()+by+n)%n].Name
		m.cursor = [pages]int{}
	}
}

// move moves the cursor of the page, or scrolls the timeline.
func (m *Model) move(by int) {
	if m.long {
		m.back = max(0, min(m.back-by, len(m.seen.Events)-1))
		return
	}
	if m.page == onMessages {
		m.pick(by)
		return
	}
	m.cursor[m.page] = max(0, min(m.cursor[m.page]+by, len(m.rows())-1))
}

// order executes an order, after a confirmation if the order may lose something.
func (m *Model) order(o cluster.Order) tea.Cmd {
	if text := o.Asks(m.seen); text != "" {
		m.asked = &o
		return nil
	}
	return m.do(o)
}

// do executes an order without a confirmation.
func (m *Model) do(o cluster.Order) tea.Cmd {
	m.notice = string(o.Deed) + " " + cluster.Short(o.Node) + " …"
	return func() tea.Msg { return Done{o, m.driver.Do(o)} }
}

// processes returns the visible processes of the selected node.
func (m *Model) processes() []cluster.Process {
	all := m.chosen().Processes
	if m.all {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(p cluster.Process) bool { return p.System })
}

// pointed returns the process under the cursor. It returns false on pages without processes.
func (m *Model) pointed() (pid string, ok bool) {
	i := m.cursor[m.page]
	rows := m.rows()
	if i < 0 || i >= len(rows) || rows[i].pid == "" {
		return "", false
	}
	return rows[i].pid, true
}

func (m *Model) isTraced(node, pid string) bool {
	return slices.Contains(m.seen.Traced, cluster.Place{Node: node, PID: pid})
}

package term

import (
	"encoding/binary"
	"unsafe"
)

// LocalNode is the Node of the pids, references and ports of this node. It does not depend on the
// name, because a node can get or lose its name while it runs.
const LocalNode Atom = 0

// Pid identifies a process. The engine creates local pids and keeps them canonical: equal local
// pids are the same *Pid. Remote pids are compared by value.
type Pid struct {
	Node     Atom
	ID       uint32
	Serial   uint32
	Creation uint32
	// Proc is the engine's process for a local pid, or nil for a remote pid.
	Proc any
}

// Ref is a unique reference.
type Ref struct {
	Node     Atom
	Creation uint32
	// ID holds the words in the order of the external term format (NEWER_REFERENCE_EXT). The first
	// N of them are in use.
	ID [5]uint32
	N  uint8
	// Alias is the engine's record of a process alias. It is nil for other references, and for
	// references from another node.
	Alias Alias
}

// An Alias finds the process of an alias reference.
type Alias interface {
	// Publish makes the process reachable by the words of the reference alone. Call it before the
	// words leave the node or become text.
	Publish()
}

// Words returns the words in use. Afterwards the engine can find an alias by its words.
func (r *Ref) Words() []uint32 {
	if r.Alias != nil {
		r.Alias.Publish()
	}
	return r.ID[:r.N]
}

// Port identifies a port. Sockets are the only ports of this runtime. Other ports arrive in
// messages from other nodes.
type Port struct {
	Node     Atom
	ID       uint64
	Creation uint32
}

// Fun is an anonymous function or a captured function.
type Fun struct {
	// Module is the module that defines the function (:erl_eval at the prompt).
	Module Atom
	// Name is the exported function of a capture such as &Enum.map/2, or the name of the function
	// around a closure.
	Name     Atom
	Arity    int
	External bool
	// Index is the position of a closure among the closures of its module. Version identifies the
	// module's code.
	Index   uint32
	Version *Version
	// Code is the engine's compiled form. It is nil for an external capture, which is looked up at
	// each call, and for a closure from another node whose module was not loaded here.
	Code any
	// Free holds the captured values of a closure.
	Free []Term
	// Source is the expanded quoted form of a closure typed at a prompt, so that another node can
	// run it. It is the zero Term otherwise.
	Source Term
	// Foreign holds the original encoding of a closure without code on this node, so that it can
	// be sent on.
	Foreign []byte
}

// Uniq returns the short form of the version, as programs see it.
func (f *Fun) Uniq() uint32 { return f.Version.Short() }

// A Version is the digest of a module's code. Nodes with equal digests have the same closures at
// the same indexes.
type Version [16]byte

// shortBits is the number of bits of a digest that the BEAM shows.
const shortBits = 27

// ShortVersion returns a version of which only the short form is known.
func ShortVersion(short uint32) *Version {
	v := new(Version)
	binary.BigEndian.PutUint32(v[:], short<<(32-shortBits))
	return v
}

// Short returns the first bits of the digest, or 0 if v is nil.
func (v *Version) Short() uint32 {
	if v == nil {
		return 0
	}
	return binary.BigEndian.Uint32(v[:]) >> (32 - shortBits)
}

// Bytes returns the digest, or zeros if v is nil.
func (v *Version) Bytes() (b [16]byte) {
	if v != nil {
		b = *v
	}
	return b
}

// FromPid converts p to a Term.
func FromPid(p *Pid) Term { return Term{bits: uint64(KindPid), ref: unsafe.Pointer(p)} }

// Pid returns t's pid, or nil.
func (t Term) Pid() *Pid { return (*Pid)(t.of(KindPid)) }

// FromRef converts r to a Term.
func FromRef(r *Ref) Term { return Term{bits: uint64(KindRef), ref: unsafe.Pointer(r)} }

// Ref returns t's reference, or nil.
func (t Term) Ref() *Ref { return (*Ref)(t.of(KindRef)) }

// FromPort converts p to a Term.
func FromPort(p *Port) Term { return Term{bits: uint64(KindPort), ref: unsafe.Pointer(p)} }

// Port returns t's port, or nil.
func (t Term) Port() *Port { return (*Port)(t.of(KindPort)) }

// FromFun converts f to a Term.
func FromFun(f *Fun) Term { return Term{bits: uint64(KindFun), ref: unsafe.Pointer(f)} }

// Fun returns t's function, or nil.
func (t Term) Fun() *Fun { return (*Fun)(t.of(KindFun)) }

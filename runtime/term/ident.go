package term

import (
	"encoding/binary"
	"unsafe"
)

// LocalNode is the Node of pids, references and ports of the node itself,
// whatever its name is at the moment (a node may get or lose its name while it
// runs, and its pids stay its own).
const LocalNode Atom = 0

// Pid identifies a process. Local pids are canonical: two equal local pids are
// the same *Pid, made by the engine. Remote ones are compared by value.
type Pid struct {
	Node     Atom
	ID       uint32
	Serial   uint32
	Creation uint32
	// Proc is the engine's process for a local pid; nil for a remote one.
	Proc any
}

// Ref is a unique reference.
type Ref struct {
	Node     Atom
	Creation uint32
	// ID holds the words as the external term format orders them
	// (NEWER_REFERENCE_EXT), the first N of them in use.
	ID [5]uint32
	N  uint8
	// Alias is what the engine knows of a reference that is an alias, nil for others and
	// for one that came from elsewhere.
	Alias Alias
}

// An Alias finds the process behind a reference.
type Alias interface {
	// Publish lets the process be found by the words of the reference alone. Call it
	// before these leave the node or become text.
	Publish()
}

// Words are the words of r that are in use, by which r can be found again.
func (r *Ref) Words() []uint32 {
	if r.Alias != nil {
		r.Alias.Publish()
	}
	return r.ID[:r.N]
}

// Port identifies a port. This runtime has none of its own but those of its
// sockets; it meets others' in messages.
type Port struct {
	Node     Atom
	ID       uint64
	Creation uint32
}

// Fun is an anonymous function or a capture.
type Fun struct {
	// Module is where the function was written (:erl_eval at the prompt).
	Module Atom
	// Name is the exported function of a capture such as &Enum.map/2, or the
	// enclosing function's name for a closure.
	Name     Atom
	Arity    int
	External bool
	// Index is the place of a closure among those of its module, Version the
	// code of which it is a part.
	Index   uint32
	Version *Version
	// Code is the engine's compiled form; nil for an external capture, which is
	// looked up when it is called, and for a closure that came from another node
	// whose module was not here at the time.
	Code any
	// Free holds the values that the closure captured.
	Free []Term
	// Source is the expanded quoted form of a closure typed at a prompt, by
	// which it can run on another node; the zero Term otherwise.
	Source Term
	// Foreign keeps a closure for which this node has no code as it came, so that
	// it can be passed on.
	Foreign []byte
}

// Uniq is the short form of the version that a program sees.
func (f *Fun) Uniq() uint32 { return f.Version.Short() }

// A Version is the digest of the code of a module. Two nodes whose digests
// agree have the same closures at the same places.
type Version [16]byte

// shortBits is how many bits of a digest the BEAM shows.
const shortBits = 27

// ShortVersion is a version of which no more is known than its short form.
func ShortVersion(short uint32) *Version {
	v := new(Version)
	binary.BigEndian.PutUint32(v[:], short<<(32-shortBits))
	return v
}

// Short is the first bits of the digest, 0 for none.
func (v *Version) Short() uint32 {
	if v == nil {
		return 0
	}
	return binary.BigEndian.Uint32(v[:]) >> (32 - shortBits)
}

// Bytes is the digest, of zeros for none.
func (v *Version) Bytes() (b [16]byte) {
	if v != nil {
		b = *v
	}
	return b
}

// FromPid returns p as a value.
func FromPid(p *Pid) Term { return Term{bits: uint64(KindPid), ref: unsafe.Pointer(p)} }

// Pid returns t's pid, or nil.
func (t Term) Pid() *Pid { return (*Pid)(t.of(KindPid)) }

// FromRef returns r as a value.
func FromRef(r *Ref) Term { return Term{bits: uint64(KindRef), ref: unsafe.Pointer(r)} }

// Ref returns t's reference, or nil.
func (t Term) Ref() *Ref { return (*Ref)(t.of(KindRef)) }

// FromPort returns p as a value.
func FromPort(p *Port) Term { return Term{bits: uint64(KindPort), ref: unsafe.Pointer(p)} }

// Port returns t's port, or nil.
func (t Term) Port() *Port { return (*Port)(t.of(KindPort)) }

// FromFun returns f as a value.
func FromFun(f *Fun) Term { return Term{bits: uint64(KindFun), ref: unsafe.Pointer(f)} }

// Fun returns t's function, or nil.
func (t Term) Fun() *Fun { return (*Fun)(t.of(KindFun)) }

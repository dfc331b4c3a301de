package vm

import "lab/runtime/term"

// A block is the state of one Await. The process continues with k once done is set.
type block struct {
	done bool
	v    term.Term
	err  error
	k    func(p *Process, v term.Term) Step
}

// Block runs f on a goroutine while the process waits. It then returns the value of f to the
// caller, or raises the error of f. If the process is killed meanwhile, the process ends at once,
// and the result of f is ignored.
func (p *Process) Block(f func() (term.Term, error)) Step {
	return p.BlockThen(f, func(p *Process, v term.Term) Step { return p.Return(v) })
}

// BlockThen is like Block, but passes the value of f to k.
func (p *Process) BlockThen(f func() (term.Term, error), k func(p *Process, v term.Term) Step) Step {
	return p.Await(func(reply func(term.Term, error)) {
		p.m.hands.run(func() {
			defer func() {
				if r := recover(); r != nil {
					if e, ok := r.(*Exception); ok {
						reply(term.Term{}, e)
						return
					}
					reply(term.Term{}, p.m.fault(r))
				}
			}()
			v, err := f()
			reply(v, err)
		})
	}, k)
}

// Await calls start and parks the process until reply is called. Any goroutine may call reply. Only
// the first call of reply counts: its value goes to k, or its error is raised. start must not
// block.
func (p *Process) Await(start func(reply func(v term.Term, err error)), k func(p *Process, v term.Term) Step) Step {
	x := p.extra()
	b, m := &block{k: k}, p.m
	x.pending = b
	start(func(v term.Term, err error) {
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) {
			if p.x.pending == b && !b.done {
				b.done, b.v, b.err = true, v, err
			}
		}}}, nil)
	})
	return p.Wait(awaited)
}

var awaited Step

func init() { awaited = resumeBlock }

// resumeBlock continues the process after Await, or waits again if the reply has not arrived yet.
func resumeBlock(p *Process) Step {
	b := p.x.pending
	if !b.done {
		return p.Wait(awaited)
	}
	p.x.pending = nil
	if b.err != nil {
		return p.Fail(b.err)
	}
	return b.k(p, b.v)
}

// Ask runs f in a turn of the process to, and passes the value of f to k. If that process has
// ended, k receives gone.
func (p *Process) Ask(to *Process, f func(q *Process) term.Term, gone term.Term, k func(p *Process, v term.Term) Step) Step {
	if to == p {
		p.drain()
		if p.doom != nil {
			return p.end(p.doom)
		}
		return k(p, f(p))
	}
	w := p.worker
	return p.Await(func(reply func(term.Term, error)) {
		p.m.deliver(to, &signal{kind: sigDo, more: &sigMore{
			do:   func(q *Process) { reply(f(q), nil) },
			dead: func() { reply(gone, nil) },
		}}, w)
	}, k)
}

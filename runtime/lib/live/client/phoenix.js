// The module phoenix, for an app.js of a project without the package: the client of Phoenix's channels (version 2 of
// their protocol, text frames over a WebSocket).

const waits = [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000]
const waitFor = (tries) => waits[Math.min(tries, waits.length - 1)]
const value = (v) => (typeof v === "function" ? v() : v || {})

// A Push is a message to the server, with the functions that handle its answer.
class Push {
  constructor(channel, event, payload, timeout) {
    Object.assign(this, {channel, event, payload, timeout, listeners: [], answer: null})
  }

  receive(status, fun) {
    if (this.answer?.status === status) fun(this.answer.response)
    this.listeners.push({status, fun})
    return this
  }

  send() {
    const {channel} = this
    this.answer = null
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.answered("timeout", {}), this.timeout)
    this.ref = channel.socket.makeRef()
    if (this.event === "phx_join") channel.joinRef = this.ref
    channel.waiting.set(this.ref, this)
    channel.socket.write([channel.joinRef, this.ref, channel.topic, this.event, value(this.payload)])
  }

  answered(status, response) {
    clearTimeout(this.timer)
    this.channel.waiting.delete(this.ref)
    this.answer = {status, response}
    for (const l of this.listeners) if (l.status === status) l.fun(response)
  }
}

export class Channel {
  constructor(topic, params, socket) {
    Object.assign(this, {topic, params, socket, state: "closed", bindings: [], waiting: new Map(), queued: [], tries: 0, lastBinding: 0})
    this.joining = new Push(this, "phx_join", params, socket.timeout)
    this.joining
      .receive("ok", () => { this.state = "joined"; this.tries = 0; for (const p of this.queued.splice(0)) p.send() })
      .receive("error", () => this.again("errored"))
      .receive("timeout", () => this.again("errored"))
  }

  join(timeout = this.socket.timeout) {
    if (this.joined) throw new Error("tried to join multiple times. 'join' can only be called a single time per channel instance")
    this.joined = true
    this.joining.timeout = timeout
    this.rejoin()
    return this.joining
  }

  rejoin() {
    if (!this.joined || this.state === "leaving" || this.state === "joined" || this.state === "joining") return
    clearTimeout(this.rejoining)
    this.state = "joining"
    if (this.socket.isConnected()) this.joining.send()
  }

  // again joins later, unless the channel has been left.
  again(state) {
    if (this.state === "leaving" || this.state === "closed") return
    this.state = state
    clearTimeout(this.rejoining)
    this.rejoining = setTimeout(() => { if (this.socket.isConnected()) this.rejoin() }, waitFor(this.tries++))
  }

  lost() {
    for (const p of [...this.waiting.values()]) clearTimeout(p.timer)
    this.waiting.clear()
    if (this.state === "joined" || this.state === "joining") this.state = "errored"
    this.trigger("phx_error", {})
  }

  push(event, payload = {}, timeout = this.socket.timeout) {
    if (!this.joined) throw new Error(`tried to push '${event}' to '${this.topic}' before joining. Use channel.join() before pushing events`)
    const push = new Push(this, event, payload, timeout)
    if (this.state === "joined" && this.socket.isConnected()) push.send()
    else this.queued.push(push)
    return push
  }

  leave(timeout = this.socket.timeout) {
    clearTimeout(this.rejoining)
    const push = new Push(this, "phx_leave", {}, timeout)
    const done = () => { this.state = "closed"; this.socket.remove(this); this.trigger("phx_close", "leave") }
    push.receive("ok", done).receive("timeout", done)
    const there = this.state === "joined" && this.socket.isConnected()
    this.state = "leaving"
    if (there) push.send(); else push.answered("ok", {})
    return push
  }

  on(event, fun) {
    const ref = ++this.lastBinding
    this.bindings.push({event, ref, fun})
    return ref
  }

  off(event, ref) { this.bindings = this.bindings.filter((b) => b.event !== event || (ref !== undefined && b.ref !== ref)) }
  onError(fun) { return this.on("phx_error", fun) }
  onClose(fun) { return this.on("phx_close", fun) }
  onMessage(_event, payload) { return payload }

  trigger(event, payload, ref) {
    const given = this.onMessage(event, payload, ref)
    for (const b of this.bindings.filter((b) => b.event === event)) b.fun(given, ref)
  }

  received(joinRef, ref, event, payload) {
    if (event === "phx_reply") return this.waiting.get(ref)?.answered(payload.status, payload.response)
    if (joinRef !== null && joinRef !== this.joinRef) return
    if (event === "phx_error") { this.trigger(event, payload); this.again("errored") }
    else if (event === "phx_close") { this.state = "closed"; this.socket.remove(this); this.trigger(event, payload) }
    else this.trigger(event, payload, ref)
  }
}

export class Socket {
  constructor(path, options = {}) {
    Object.assign(this, {path, params: options.params, timeout: options.timeout || 10000, beatEvery: options.heartbeatIntervalMs || 30000})
    Object.assign(this, {channels: [], ref: 0, unsent: [], tries: 0, listeners: {open: [], close: [], error: [], message: []}})
    window.addEventListener?.("pagehide", () => { this.leaving = true; this.ws?.close() })
  }

  endPointURL() {
    const at = new URL(this.path, location.href)
    at.protocol = at.protocol === "https:" || at.protocol === "wss:" ? "wss:" : "ws:"
    at.pathname = at.pathname.replace(/\/$/, "") + "/websocket"
    for (const [key, v] of Object.entries(value(this.params))) at.searchParams.set(key, v)
    at.searchParams.set("vsn", "2.0.0")
    return at.href
  }

  connect() {
    if (this.ws) return
    this.leaving = false
    const ws = this.ws = new WebSocket(this.endPointURL())
    ws.onopen = () => this.opened()
    ws.onerror = (e) => { for (const f of this.listeners.error) f(e) }
    ws.onmessage = (e) => this.received(JSON.parse(e.data))
    ws.onclose = (e) => { if (this.ws === ws) this.closed(e) }
  }

  disconnect(done) {
    this.leaving = true
    clearTimeout(this.retry)
    this.ws?.close()
    done?.()
  }

  isConnected() { return this.ws?.readyState === WebSocket.OPEN }
  connectionState() { return ["connecting", "open", "closing", "closed"][this.ws ? this.ws.readyState : 3] }
  makeRef() { return String(++this.ref) }
  onOpen(fun) { return this.listeners.open.push(fun) }
  onClose(fun) { return this.listeners.close.push(fun) }
  onError(fun) { return this.listeners.error.push(fun) }
  onMessage(fun) { return this.listeners.message.push(fun) }

  channel(topic, params = {}) {
    const channel = new Channel(topic, params, this)
    this.channels.push(channel)
    return channel
  }

  remove(channel) { this.channels = this.channels.filter((c) => c !== channel) }

  opened() {
    this.tries = 0
    this.beat = setInterval(() => {
      if (this.beating) return this.ws.close()
      this.beating = this.makeRef()
      this.write([null, this.beating, "phoenix", "heartbeat", {}])
    }, this.beatEvery)
    for (const message of this.unsent.splice(0)) this.write(message)
    for (const f of this.listeners.open) f()
    for (const channel of this.channels) { if (channel.state === "joining") channel.state = "errored"; channel.rejoin() }
  }

  closed(event) {
    this.ws = null
    this.beating = null
    clearInterval(this.beat)
    for (const channel of [...this.channels]) channel.lost()
    for (const f of this.listeners.close) f(event)
    if (!this.leaving) this.retry = setTimeout(() => this.connect(), waitFor(this.tries++))
  }

  write(message) {
    if (this.isConnected()) this.ws.send(JSON.stringify(message)); else this.unsent.push(message)
  }

  received([joinRef, ref, topic, event, payload]) {
    if (ref !== null && ref === this.beating) { this.beating = null; return }
    for (const f of this.listeners.message) f({join_ref: joinRef, ref, topic, event, payload})
    for (const channel of [...this.channels]) if (channel.topic === topic) channel.received(joinRef, ref, event, payload)
  }
}

// A Presence is a map of the keys that are present in a topic to their metas. The server's messages update it.
export class Presence {
  constructor(channel, options = {}) {
    const {state = "presence_state", diff = "presence_diff"} = options.events || {}
    const nothing = () => {}
    this.state = {}
    this.early = []
    this.handlers = {join: nothing, leave: nothing, sync: nothing}
    const take = (change) => { this.state = change(this.state, this.handlers.join, this.handlers.leave); this.handlers.sync() }
    channel.on(state, (now) => {
      this.whole = true
      take((old, join, leave) => Presence.syncState(old, now, join, leave))
      for (const d of this.early.splice(0)) take((old, join, leave) => Presence.syncDiff(old, d, join, leave))
    })
    channel.on(diff, (d) => {
      if (this.whole) take((old, join, leave) => Presence.syncDiff(old, d, join, leave)); else this.early.push(d)
    })
    channel.onError(() => { this.whole = false })
  }

  onJoin(fun) { this.handlers.join = fun }
  onLeave(fun) { this.handlers.leave = fun }
  onSync(fun) { this.handlers.sync = fun }
  list(by) { return Presence.list(this.state, by) }

  static list(state, by = (_key, presence) => presence) { return Object.entries(state).map(([key, presence]) => by(key, presence)) }

  // syncState replaces the state. Metas that the new state lacks have left.
  static syncState(state, now, onJoin, onLeave) {
    const refs = (p) => new Set((p?.metas || []).map((m) => m.phx_ref))
    const only = (from, other) => {
      const out = {}
      for (const [key, p] of Object.entries(from)) {
        const known = refs(other[key])
        const metas = p.metas.filter((m) => !known.has(m.phx_ref))
        if (metas.length || !other[key]) out[key] = {...p, metas}
      }
      return out
    }
    return Presence.syncDiff(state, {joins: only(now, state), leaves: only(state, now)}, onJoin, onLeave)
  }

  static syncDiff(state, {joins, leaves}, onJoin = () => {}, onLeave = () => {}) {
    const out = {...state}
    for (const [key, joined] of Object.entries(joins)) {
      const old = out[key]
      const fresh = new Set(joined.metas.map((m) => m.phx_ref))
      out[key] = {...joined, metas: [...(old?.metas || []).filter((m) => !fresh.has(m.phx_ref)), ...joined.metas]}
      onJoin(key, old, joined)
    }
    for (const [key, left] of Object.entries(leaves)) {
      const old = out[key]
      if (!old) continue
      const gone = new Set(left.metas.map((m) => m.phx_ref))
      const kept = {...old, metas: old.metas.filter((m) => !gone.has(m.phx_ref))}
      if (kept.metas.length) out[key] = kept; else delete out[key]
      onLeave(key, kept, left)
    }
    return out
  }
}

// LongPoll is the fallback that an app.js can pass to a LiveSocket. lab's server supports only WebSockets.
export class LongPoll {
  constructor() { throw new Error("long polling is not part of lab: its server has WebSockets") }
}

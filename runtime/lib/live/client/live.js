// lab's client of LiveViews. It implements the protocol of Phoenix's channels (version 2) and of LiveView, and needs no
// other script. start.js turns it into a script that a page loads. live_socket.js turns it into the module
// phoenix_live_view, which the app.js of a project imports.
//
// The option path is the path of the socket. The options hooks, params, metadata and uploaders are functions that
// return these objects.
function labLive(options) {
  const socketPath = options.path || "/live"
  const pageParams = (el) => options.params?.(el) || {}
  const meta = (type, e, el) => options.metadata?.()?.[type]?.(e, el) || {}
  const csrf = () => document.querySelector("meta[name='csrf-token']")?.content
  const all = (root, selector) => [...root.querySelectorAll(selector)]
  const isObject = (x) => x !== null && typeof x === "object" && !Array.isArray(x)
  const emit = (el, name, detail, bubbles = true) =>
    el.dispatchEvent(new CustomEvent(name, {detail: detail || {}, bubbles, cancelable: true}))

  // ---- the socket: one WebSocket with many channels ----

  const backoff = [10, 50, 100, 150, 200, 250, 500, 1000, 2000]

  class Socket {
    constructor() { this.channels = new Map(); this.ref = 0; this.pending = new Map(); this.tries = 0 }

    connect() {
      const scheme = location.protocol === "https:" ? "wss" : "ws"
      const query = new URLSearchParams({...pageParams(), vsn: "2.0.0"})
      if (csrf()) query.set("_csrf_token", csrf())
      const ws = this.ws = new WebSocket(`${scheme}://${location.host}${socketPath}/websocket?${query}`)
      ws.onopen = () => this.opened()
      ws.onmessage = (e) => this.received(JSON.parse(e.data))
      ws.onclose = () => { if (this.ws === ws) this.lost() }
    }

    get open() { return this.ws && this.ws.readyState === WebSocket.OPEN }

    opened() {
      this.tries = 0
      this.beat = setInterval(() => {
        if (this.heartbeat) return this.ws.close()
        this.heartbeat = true
        this.send(null, "phoenix", "heartbeat", {}, () => { this.heartbeat = false })
      }, 30000)
      for (const channel of this.channels.values()) channel.join()
    }

    lost() {
      clearInterval(this.beat)
      this.heartbeat = false
      this.pending.clear()
      for (const channel of this.channels.values()) channel.view.disconnected("client")
      if (this.leaving) return
      const wait = backoff[Math.min(this.tries++, backoff.length - 1)]
      setTimeout(() => this.connect(), wait)
    }

    send(joinRef, topic, event, payload, done) {
      if (!this.open) return null
      const ref = String(++this.ref)
      if (done) this.pending.set(ref, {topic, done})
      this.ws.send(JSON.stringify([joinRef, ref, topic, event, payload]))
      return ref
    }

    // sendBytes sends a message with a binary payload: the lengths of its parts, the parts, and the payload.
    sendBytes(joinRef, topic, event, data, done) {
      if (!this.open) return
      const ref = String(++this.ref)
      this.pending.set(ref, {topic, done})
      const parts = [joinRef, ref, topic, event].map((part) => new TextEncoder().encode(part))
      this.ws.send(new Blob([new Uint8Array([0, ...parts.map((p) => p.length)]), ...parts, data]))
    }

    received([joinRef, ref, topic, event, payload]) {
      if (event === "phx_reply") {
        const waiting = this.pending.get(ref)
        this.pending.delete(ref)
        if (waiting) waiting.done(payload.status, payload.response)
        return
      }
      const channel = this.channels.get(topic)
      if (channel && (joinRef === null || joinRef === channel.joinRef)) channel.received(event, payload)
    }
  }

  class Channel {
    constructor(view) { this.view = view; this.topic = `lv:${view.id}`; this.tries = 0 }

    join() {
      this.joinRef = String(socket.ref + 1)
      socket.send(this.joinRef, this.topic, "phx_join", this.view.joinPayload(), (status, response) => {
        if (status === "ok") { this.tries = 0; this.view.joined(response) } else this.view.refused(response)
      })
    }

    push(event, payload, done) { return socket.send(this.joinRef, this.topic, event, payload, done) }

    leave() {
      if (socket.open) this.push("phx_leave", {})
      socket.channels.delete(this.topic)
    }

    received(event, payload) {
      if (event === "phx_error" || event === "phx_close") return this.view.ended(event)
      this.view.pushed(event, payload)
    }

    retry() {
      const wait = backoff[Math.min(this.tries++, backoff.length - 1)]
      setTimeout(() => { if (socket.open && socket.channels.get(this.topic) === this) this.join() }, wait)
    }
  }

  // ---- the rendered tree: diffs are merged into it, and it is converted to HTML ----

  function merge(old, diff) {
    if (!isObject(diff) || !isObject(old) || diff.s !== undefined) return diff
    if (diff.k) {
      old.k = diff.k
      for (const key of ["p", "stream"]) { if (diff[key] !== undefined) old[key] = diff[key]; else delete old[key] }
      return old
    }
    for (const key of Object.keys(diff)) old[key] = merge(old[key], diff[key])
    return old
  }

  class Rendered {
    constructor(diff) { this.components = {}; this.root = {}; this.update(diff) }

    update(diff) {
      const {c: components, ...rest} = diff
      for (const cid of Object.keys(components || {})) this.components[cid] = merge(this.components[cid], components[cid])
      this.root = merge(this.root, rest)
    }

    html(streams) { return this.write(this.root, null, streams) }

    write(node, templates, streams) {
      if (typeof node === "number") return this.component(node, streams)
      if (!isObject(node)) return node ?? ""
      const statics = typeof node.s === "number" ? templates[node.s] : node.s
      if (!node.k) return this.weave(statics, node, templates, streams)
      const inner = templates || node.p
      let out = ""
      for (let i = 0; i < node.k.kc; i++) out += this.weave(statics, node.k[i], inner, streams)
      if (node.stream) { streams.push(node.stream); node.k = {kc: 0}; delete node.stream }
      return out
    }

    weave(statics, node, templates, streams) {
      let out = statics[0]
      for (let i = 1; i < statics.length; i++) out += this.write(node[i - 1], templates, streams) + statics[i]
      return out
    }

    component(cid, streams) {
      const html = this.write(this.components[cid], null, streams)
      return html.replace(/^(\s*<[^\s/>]+)/, `$1 data-phx-component="${cid}"`)
    }
  }

  // ---- the update of the page, which keeps the focus, the input and unchanged elements ----

  class Patch {
    constructor(view, streams) {
      this.view = view
      this.inserts = new Map()
      this.removed = []
      for (const [ref, inserts, deletes, reset] of streams) {
        for (const [id, at, limit, updateOnly] of inserts) this.inserts.set(id, {ref, at, limit, updateOnly})
        if (reset) for (const el of all(document, `[data-phx-stream="${ref}"]`)) if (!this.inserts.has(el.id)) this.remove(el)
        for (const id of deletes) { const el = document.getElementById(id); if (el) this.remove(el) }
      }
    }

    children(from, to) {
      if (to.nodeType === 1 && to.getAttribute?.("phx-update") === "stream") return this.stream(from, to)
      const byId = new Map()
      for (const el of from.children) if (el.id) byId.set(el.id, el)
      let at = from.firstChild
      for (const next of [...to.childNodes]) {
        while (at && at.__leaving) at = at.nextSibling
        const known = next.id && byId.get(next.id)
        if (known) {
          if (known !== at) from.insertBefore(known, at); else at = at.nextSibling
          this.node(known, next)
        } else if (at && this.alike(at, next)) {
          const here = at
          at = at.nextSibling
          this.node(here, next)
        } else {
          from.insertBefore(next, at)
          this.added(next)
        }
      }
      while (at) { const gone = at; at = at.nextSibling; this.remove(gone) }
    }

    alike(a, b) { return a.nodeName === b.nodeName && !a.id && !b.id }

    stream(from, to) {
      for (const next of [...to.children]) {
        const {ref, at, limit, updateOnly} = this.inserts.get(next.id) || {at: -1}
        if (ref !== undefined) next.setAttribute("data-phx-stream", ref)
        const known = document.getElementById(next.id)
        if (known && known.parentNode === from) { this.node(known, next); continue }
        if (updateOnly) continue
        const place = at === -1 || at === undefined ? null : from.children[at] || null
        from.insertBefore(next, place)
        this.added(next)
        if (limit) while (from.children.length > Math.abs(limit)) this.remove(limit < 0 ? from.firstElementChild : from.lastElementChild)
      }
    }

    node(from, to) {
      if (from.nodeType !== 1) {
        if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue
        return
      }
      if (from.nodeName !== to.nodeName) { from.replaceWith(to); this.gone(from); this.added(to); return }
      const child = from.__view
      if (child && child !== this.view) { this.attributes(from, to, (n) => n !== "data-phx-static" && n !== "class"); return }
      const hook = from.__hook
      const changed = hook && !from.isEqualNode(to)
      if (changed) hook.beforeUpdate?.()
      if ((to.getAttribute("phx-update") || to.getAttribute("data-phx-update")) === "ignore") this.attributes(from, to, (n) => n.startsWith("data-"))
      else {
        this.attributes(from, to, () => true)
        this.children(from, to)
        this.value(from, to)
      }
      if (changed) hook.updated?.()
      else if (!hook) this.view.hook(from)
    }

    attributes(from, to, which) {
      const kept = from.__kept || []
      for (const {name} of [...from.attributes]) {
        if (!to.hasAttribute(name) && which(name) && name !== "data-phx-stream" && !kept.includes(name)) from.removeAttribute(name)
      }
      for (const {name, value} of [...to.attributes]) {
        if (which(name) && !kept.includes(name) && from.getAttribute(name) !== value) from.setAttribute(name, value)
      }
      for (const name of from.__loading || []) from.classList.add(name)
      if (from.__js) from.__js(from)
    }

    // value updates the value of a field. The field that has the focus keeps the user's input.
    value(from, to) {
      const focused = document.activeElement === from
      if (from.nodeName === "INPUT") {
        if (from.type === "checkbox" || from.type === "radio") from.checked = to.hasAttribute("checked")
        else if (!focused && from.type !== "file" && from.value !== (to.getAttribute("value") ?? "")) from.value = to.getAttribute("value") ?? ""
      } else if (from.nodeName === "TEXTAREA") {
        if (!focused && from.value !== to.value) from.value = to.value
      } else if (from.nodeName === "SELECT" && !focused) {
        const chosen = all(to, "option[selected]").map((o) => o.value)
        if (chosen.length || !from.multiple) for (const o of from.options) o.selected = chosen.length ? chosen.includes(o.value) : o.index === 0
      }
    }

    added(node) {
      if (node.nodeType !== 1) return
      for (const el of [node, ...all(node, "script")]) this.runtimeHook(el)
      for (const el of [node, ...all(node, "*")]) {
        this.view.hook(el)
        if (el.hasAttribute("phx-mounted")) run(el, el.getAttribute("phx-mounted"), "mounted")
      }
    }

    // runtimeHook runs a script that defines a hook. The browser does not run scripts that a patch adds to the page.
    runtimeHook(el) {
      if (!el.matches("script[data-phx-runtime-hook]")) return
      const script = document.createElement("script")
      if (el.nonce) script.nonce = el.nonce
      script.textContent = el.textContent
      document.head.append(script)
      script.remove()
    }

    remove(node) {
      if (node.nodeType === 1 && node.hasAttribute("phx-remove") && !node.__leaving) {
        node.__leaving = true
        const wait = run(node, node.getAttribute("phx-remove"), "remove")
        setTimeout(() => { node.remove(); this.gone(node) }, wait)
        return
      }
      node.remove()
      this.gone(node)
    }

    gone(node) {
      if (node.nodeType !== 1) return
      for (const el of [node, ...all(node, "*")]) {
        if (el.__hook) { el.__hook.destroyed?.(); el.__hook = null }
        if (el.__view && el.__view !== this.view) el.__view.destroy()
        const cid = el.getAttribute("data-phx-component")
        if (cid) this.removed.push(Number(cid))
      }
    }
  }

  // ---- a LiveView of the page ----

  class View {
    constructor(el, parent) {
      Object.assign(this, {el, parent, id: el.id, mounts: 0, href: null, redirect: null, flash: null, diffs: [], waiting: 0})
      el.__view = this
      this.channel = new Channel(this)
      socket.channels.set(this.channel.topic, this.channel)
      if (socket.open) this.channel.join()
    }

    get main() { return this.el.hasAttribute("data-phx-main") }

    joinPayload() {
      const params = {...pageParams(this.el), _csrf_token: csrf(), _mounts: this.mounts, _lab: 1}
      const url = this.href || location.href
      return {
        redirect: this.redirect ? url : undefined,
        url: this.redirect || !this.main ? undefined : url,
        params, session: this.el.getAttribute("data-phx-session"),
        static: this.el.getAttribute("data-phx-static") || undefined, flash: this.flash ?? undefined, sticky: false,
      }
    }

    joined({rendered, live_patch, container}) {
      const again = this.mounts > 0
      const forms = again ? this.typed() : []
      if (again) uploads.clear(this.el)
      if (this.onJoin) { this.onJoin(); this.onJoin = null }
      if (container) this.el.setAttribute("data-phx-container", container[0])
      this.mounts++
      this.flash = null
      const {e: events, t: title, r: _reply, ...diff} = rendered
      this.rendered = new Rendered(diff)
      this.isJoined = true
      this.patch()
      this.title(title)
      this.state("phx-connected")
      if (live_patch) this.patched(live_patch)
      for (const el of all(this.el, "*")) if (again) el.__hook?.reconnected?.()
      this.dispatch(events)
      this.recover(forms)
      for (const diff of this.diffs.splice(0)) this.apply(diff)
      if (this.main) emit(window, "phx:page-loading-stop", {kind: "initial"})
    }

    refused(response) {
      this.isJoined = false
      if (response.redirect) return leaveFor(response.redirect)
      if (response.live_redirect) return navigate(response.live_redirect.to, response.live_redirect.kind, response.live_redirect.flash)
      if (response.reason === "stale" || response.reason === "unauthorized") return leaveFor({to: this.href || location.href, flash: this.flash})
      this.state("phx-loading", "phx-error", "phx-server-error")
      this.channel.retry()
    }

    ended(event) {
      this.isJoined = false
      this.children((child) => child.destroy())
      if (event === "phx_close") return
      this.state("phx-loading", "phx-error", "phx-server-error")
      this.channel.retry()
    }

    disconnected(side) {
      this.isJoined = false
      for (const el of all(this.el, "*")) el.__hook?.disconnected?.()
      this.state("phx-loading", "phx-error", `phx-${side}-error`)
    }

    state(...classes) {
      this.el.classList.remove("phx-connected", "phx-loading", "phx-error", "phx-client-error", "phx-server-error")
      this.el.classList.add(...classes)
      if (this.main) announce(classes[0] === "phx-connected")
      const attr = classes[0] === "phx-connected" ? "phx-connected" : "phx-disconnected"
      for (const el of all(this.el, `[${attr}]`)) run(el, el.getAttribute(attr), attr)
    }

    children(fun) { for (const el of all(this.el, "[data-phx-parent-id]")) if (el.__view && el.__view.parent === this) fun(el.__view) }

    destroy() {
      this.children((child) => child.destroy())
      this.channel.leave()
      this.el.__view = null
    }

    pushed(event, payload) {
      if (event === "diff") return this.isJoined ? this.apply(payload) : this.diffs.push(payload)
      if (event === "live_patch") return this.patched(payload)
      if (event === "live_redirect") return navigate(payload.to, payload.kind, payload.flash)
      if (event === "redirect") return leaveFor(payload)
    }

    apply({e: events, t: title, r: reply, ...diff}) {
      if (Object.keys(diff).length) { this.rendered.update(diff); this.patch() }
      this.title(title)
      this.dispatch(events)
      return reply
    }

    title(title) {
      if (typeof title !== "string" || !this.main) return
      const {prefix = "", suffix = "", default: other = ""} = document.querySelector("title")?.dataset || {}
      document.title = prefix + (title || other) + suffix
    }

    patch() {
      const streams = []
      const to = this.el.cloneNode(false)
      to.innerHTML = this.rendered.html(streams)
      const patch = new Patch(this, streams)
      patch.children(this.el, to)
      for (const el of all(this.el, "[data-phx-parent-id]")) {
        if (!el.__view && el.getAttribute("data-phx-parent-id") === this.id) new View(el, this)
      }
      for (const el of all(this.el, "*")) this.hook(el)
      this.prune(patch.removed)
    }

    prune(removed) {
      const cids = removed.filter((cid) => !this.el.querySelector(`[data-phx-component="${cid}"]`))
      if (!cids.length) return
      this.channel.push("cids_will_destroy", {cids}, () => {
        const gone = cids.filter((cid) => !this.el.querySelector(`[data-phx-component="${cid}"]`))
        if (gone.length) this.channel.push("cids_destroyed", {cids: gone}, (_, {cids}) => { for (const cid of cids || []) delete this.rendered.components[cid] })
      })
    }

    hook(el) {
      const name = el.getAttribute?.("phx-hook") || el.getAttribute?.("data-phx-hook")
      if (!name || el.__hook || el.closest("[data-phx-session]") !== this.el) return
      const definition = options.hooks?.()?.[name] || builtin[name] || window[`phx_hook_${name}`]?.()
      if (!definition) return console.error(`unknown hook found for "${name}"`)
      const handlers = (el.__handlers = {})
      const hook = el.__hook = Object.assign(Object.create(typeof definition === "function" ? definition.prototype : null), definition, {
        el, liveSocket,
        pushEvent: (event, payload, reply) => this.event(el, {type: "hook", event, value: payload || {}}, reply),
        pushEventTo: (target, event, payload, reply) => {
          for (const t of typeof target === "string" ? all(document, target) : [target]) viewOf(t)?.event(t, {type: "hook", event, value: payload || {}, cid: cidOf(t)}, reply)
        },
        handleEvent: (event, fun) => { (handlers[event] ||= []).push(fun) },
        js: () => ({exec: (commands) => run(el, commands, "hook")}),
      })
      hook.mounted?.()
    }

    dispatch(events) {
      for (const [event, payload] of events || []) {
        emit(window, `phx:${event}`, payload)
        for (const el of all(this.el, "[phx-hook]")) for (const fun of el.__handlers?.[event] || []) fun(payload)
      }
    }

    // event sends an event to the server. It marks the element as loading until the page shows the answer.
    event(el, payload, reply, kind) {
      if (!this.isJoined) return
      const mark = kind && `phx-${kind}-loading`
      if (mark) { el.classList.add(mark); el.__loading = [...(el.__loading || []), mark] }
      const disabled = kind === "submit" ? all(el, "button, input[type=submit]").filter((b) => !b.disabled) : []
      for (const b of disabled) { b.disabled = true; if (b.hasAttribute("phx-disable-with")) { b.__text = b.innerText; b.innerText = b.getAttribute("phx-disable-with") } }
      this.channel.push("event", payload, (_status, response) => {
        if (mark) { el.__loading = (el.__loading || []).filter((m, i, list) => m !== mark || list.indexOf(m) !== i); if (!el.__loading.includes(mark)) el.classList.remove(mark) }
        for (const b of disabled) { b.disabled = false; if (b.__text !== undefined) { b.innerText = b.__text; delete b.__text } }
        this.answered(response, reply)
      })
    }

    answered(response, reply) {
      const value = response.diff ? this.apply(response.diff) : null
      if (response.redirect) leaveFor(response.redirect)
      if (response.live_patch) this.patched(response.live_patch)
      if (response.live_redirect) navigate(response.live_redirect.to, response.live_redirect.kind, response.live_redirect.flash)
      reply?.(value ?? {})
    }

    patched({to, kind}) {
      this.href = new URL(to, location.href).href
      history[kind === "replace" ? "replaceState" : "pushState"]({type: "patch", id: this.id}, "", to)
    }

    goTo(href, kind) {
      this.channel.push("live_patch", {url: href}, (_status, response) => {
        if (response.link_redirect) return navigate(href, kind)
        if (kind) this.patched({to: href, kind}); else this.href = href
        this.answered(response)
      })
    }

    // typed returns the input in forms. After a rejoin, recover sends it to the new LiveView, which does not know it.
    typed() {
      return all(this.el, "form[phx-change][id]").filter((f) => f.__used && f.getAttribute("phx-auto-recover") !== "ignore").map((form) => ({
        id: form.id, values: [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "file").map((e) => [e.name, e.value, e.checked]),
      }))
    }

    recover(forms) {
      for (const {id, values} of forms) {
        const form = document.getElementById(id)
        if (!form || form.nodeName !== "FORM") continue
        for (const [name, value, checked] of values) {
          for (const input of [...form.elements].filter((e) => e.name === name)) {
            if (input.type === "checkbox" || input.type === "radio") { if (input.value === value) input.checked = checked } else input.value = value
          }
        }
        const input = [...form.elements].find((e) => e.name && e.type !== "hidden")
        if (input) change(form, input, form.getAttribute("phx-auto-recover") || form.getAttribute("phx-change"))
      }
    }
  }

  const viewOf = (el) => { let v = el.closest?.("[data-phx-session]"); return (v && v.__view) || liveSocket.main }
  const cidOf = (el) => { const c = el.closest?.("[data-phx-component]"); return c ? Number(c.getAttribute("data-phx-component")) : undefined }

  // ---- commands that run in the browser (Phoenix.LiveView.JS) ----

  const targets = (el, to) => {
    if (!to) return [el]
    if (typeof to === "string") return all(document, to)
    if (to.inner) return all(el, to.inner)
    return [el.closest(to.closest)].filter(Boolean)
  }
  const visible = (el) => getComputedStyle(el).display !== "none"
  const focusable = "a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex='-1'])"
  const focusStack = []

  // keep applies a change to an element, and applies it again after each patch.
  const keep = (el, key, fun) => {
    const changes = (el.__changes ||= new Map())
    changes.set(key, fun)
    fun(el)
    el.__js = () => { for (const f of changes.values()) f(el) }
  }

  function transition(el, [during, from, to] = [[], [], []], time = 200, done) {
    if (![during, from, to].some((c) => c && c.length)) { done?.(); return 0 }
    el.classList.add(...from, ...during)
    requestAnimationFrame(() => requestAnimationFrame(() => { el.classList.remove(...from); el.classList.add(...to) }))
    setTimeout(() => { el.classList.remove(...during, ...from, ...to); done?.() }, time)
    return time
  }

  const show = (el, display, classes, time) => { keep(el, "display", (e) => { e.style.display = display || "block" }); emit(el, "phx:show-start"); return transition(el, classes, time, () => emit(el, "phx:show-end")) }
  const hide = (el, classes, time) => { emit(el, "phx:hide-start"); return transition(el, classes, time, () => { keep(el, "display", (e) => { e.style.display = "none" }); emit(el, "phx:hide-end") }) }
  const classes = (el, names, on) => { for (const n of names) keep(el, `class ${n}`, (e) => e.classList.toggle(n, on)) }
  const attribute = (el, name, value) => keep(el, `attr ${name}`, (e) => value === null ? e.removeAttribute(name) : e.setAttribute(name, value))

  const commands = {
    push(el, a, source, context) { pushTo(source, a.event || context.event, a, context) },
    dispatch(el, a, source) { emit(el, a.event, {...a.detail, dispatcher: source}, a.bubbles !== false) },
    show(el, a) { return visible(el) ? 0 : show(el, a.display, a.transition, a.time) },
    hide(el, a) { return visible(el) ? hide(el, a.transition, a.time) : 0 },
    toggle(el, a) { return visible(el) ? hide(el, a.outs, a.time) : show(el, a.display, a.ins, a.time) },
    add_class(el, a) { classes(el, a.names, true); return transition(el, a.transition, a.time) },
    remove_class(el, a) { classes(el, a.names, false); return transition(el, a.transition, a.time) },
    toggle_class(el, a) { for (const n of a.names) classes(el, [n], !el.classList.contains(n)); return transition(el, a.transition, a.time) },
    transition(el, a) { return transition(el, a.transition, a.time) },
    set_attr(el, a) { attribute(el, a.attr[0], a.attr[1]) },
    remove_attr(el, a) { attribute(el, a.attr, null) },
    toggle_attr(el, a) {
      const [name, one, two] = a.attr
      if (two !== undefined) attribute(el, name, el.getAttribute(name) === one ? two : one)
      else attribute(el, name, el.hasAttribute(name) ? null : one)
    },
    ignore_attrs(el, a) { el.__kept = [...(el.__kept || []), ...a.attrs] },
    focus(el) { requestAnimationFrame(() => el.focus()) },
    focus_first(el) { requestAnimationFrame(() => el.querySelector(focusable)?.focus()) },
    push_focus(el) { focusStack.push(el) },
    pop_focus() { const el = focusStack.pop(); if (el) requestAnimationFrame(() => el.focus()) },
    navigate(el, a) { navigate(a.href, a.replace ? "replace" : "push") },
    patch(el, a) { liveSocket.main.goTo(new URL(a.href, location.href).href, a.replace ? "replace" : "push") },
    exec(el, a) { return run(el, el.getAttribute(a.attr), "exec") },
  }

  // run runs commands. It returns the time in milliseconds of the longest transition.
  function run(el, text, event, context = {}) {
    if (!text) return 0
    const list = text.startsWith("[") ? JSON.parse(text) : [["push", {event: text}]]
    let longest = 0
    for (const [name, args] of list) {
      const command = commands[name]
      if (!command) { console.error(`unknown command ${name}`); continue }
      for (const target of name === "push" ? [el] : targets(el, args.to)) longest = Math.max(longest, command(target, args, el, {kind: event, ...context}) || 0)
    }
    return longest
  }

  // ---- events of the page ----

  const values = (el) => {
    const out = {}
    for (const {name, value} of el.attributes) if (name.startsWith("phx-value-")) out[name.slice(10)] = value
    if (el.value !== undefined && el.nodeName !== "BUTTON" && typeof el.value !== "object") out.value = el.value
    else if (el.nodeName === "BUTTON" && el.value) out.value = el.value
    return out
  }

  function pushTo(el, event, args, {kind, data, form, submitter, input}) {
    const target = args.target ?? el.getAttribute("phx-target")
    const places = target == null ? [el] : /^\d+$/.test(String(target)) ? [viewOf(el).el.querySelector(`[data-phx-component="${target}"]`)].filter(Boolean) : all(document, target)
    for (const place of places) {
      const cid = target == null ? undefined : cidOf(place)
      const view = viewOf(place)
      const payload = form
        ? {type: "form", event, value: serialize(form, submitter), meta: {...values(form), ...args.value, ...(input ? {_target: input.name || "undefined"} : {})}, cid}
        : {type: kind, event, value: {...values(el), ...data, ...args.value}, cid}
      if (form) { delete payload.meta.value; payload.uploads = uploads.notes(input) }
      if (args.loading) for (const l of all(document, args.loading)) l.classList.add(`phx-${kind}-loading`)
      const done = () => {
        if (args.loading) for (const l of all(document, args.loading)) l.classList.remove(`phx-${kind}-loading`)
        if (uploads.begins(input)) uploads.send(input, view, cid)
      }
      // A form is submitted after its files have arrived.
      const sent = kind === "submit" && form && view ? uploads.sendAll(form, view, cid) : undefined
      if (sent) sent.then((arrived) => { if (arrived) view.event(el, payload, done, kind) })
      else view?.event(el, payload, done, kind)
    }
  }

  function serialize(form, submitter) {
    const data = new FormData(form)
    if (submitter?.name) data.append(submitter.name, submitter.value)
    const params = new URLSearchParams()
    const unused = new Set([...form.elements].filter((e) => e.name && !e.__used && !form.__submitted).map((e) => e.name))
    for (const [key, value] of data.entries()) {
      if (value instanceof File) continue
      if (unused.has(key) && !key.startsWith("_")) params.append(key.replace(/([^[\]]+)(\]?(\[\])?)$/, "_unused_$1$2"), "")
      params.append(key, value)
    }
    return params.toString()
  }

  const change = (form, input, event) => run(input.hasAttribute("phx-change") ? input : form, event, "change", {form, input})

  // limited calls fun. With phx-debounce, it does so after a delay, or when the element loses the focus. With
  // phx-throttle, it drops calls that follow too soon.
  function limited(el, type, fun) {
    const debounce = el.getAttribute("phx-debounce")
    const throttle = el.getAttribute("phx-throttle")
    const timers = (el.__timers ||= {})
    if (debounce === "blur") { el.__onBlur = fun; return }
    if (debounce !== null) {
      clearTimeout(timers[type])
      el.__pending = fun
      timers[type] = setTimeout(() => { el.__pending = null; fun() }, debounce === "" ? 300 : Number(debounce))
      return
    }
    if (throttle !== null) {
      if (timers[type]) return
      timers[type] = setTimeout(() => { timers[type] = null }, throttle === "" ? 300 : Number(throttle))
    }
    fun()
  }

  const flush = (el) => {
    if (el.__onBlur) { const fun = el.__onBlur; el.__onBlur = null; fun() }
    if (el.__pending) { const fun = el.__pending; el.__pending = null; for (const t of Object.values(el.__timers)) clearTimeout(t); fun() }
  }

  const mouse = (e) => ({altKey: e.altKey, ctrlKey: e.ctrlKey, metaKey: e.metaKey, shiftKey: e.shiftKey})
  const keyed = (e) => ({key: e.key, ...mouse(e)})

  document.addEventListener("click", (e) => {
    for (const el of all(document, "[phx-click-away]")) {
      if (!el.contains(e.target) && visible(el)) run(el, el.getAttribute("phx-click-away"), "click", {data: mouse(e)})
    }
    const el = e.target.closest("[phx-click]")
    if (el && viewOf(el)) {
      if (el.nodeName === "A" && el.getAttribute("href") === "#") e.preventDefault()
      limited(el, "click", () => run(el, el.getAttribute("phx-click"), "click", {data: {...mouse(e), ...meta("click", e, el)}}))
    }
    link(e)
  })

  function link(e) {
    const a = e.target.closest("a[data-phx-link], a[data-method]")
    if (!a || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || a.target === "_blank") return
    e.preventDefault()
    if (a.dataset.method) return method(a)
    const kind = a.dataset.phxLinkState || "push"
    if (a.dataset.phxLink === "patch" && liveSocket.main?.isJoined) liveSocket.main.goTo(a.href, kind)
    else navigate(a.href, kind)
  }

  // method submits a form in place of a link with another method than GET.
  function method(a) {
    const form = Object.assign(document.createElement("form"), {method: a.dataset.method === "get" ? "get" : "post", action: a.dataset.to || a.href, hidden: true})
    for (const [name, value] of [["_csrf_token", a.dataset.csrf], ["_method", a.dataset.method]]) {
      if (value) form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}))
    }
    document.body.append(form)
    form.submit()
  }

  document.addEventListener("submit", (e) => {
    const form = e.target.closest("form[phx-submit]")
    if (!form || !viewOf(form)) return
    e.preventDefault()
    for (const input of form.elements) flush(input)
    form.__submitted = true
    run(form, form.getAttribute("phx-submit"), "submit", {form, submitter: e.submitter})
  })

  const entered = (e) => {
    const input = e.target
    const form = input.form
    const event = input.getAttribute?.("phx-change") || form?.getAttribute("phx-change")
    if (!form || !event || !viewOf(form)) return
    const listens = ["checkbox", "radio", "file", "select-one", "select-multiple"].includes(input.type) ? "change" : "input"
    if (e.type !== listens) return
    if (uploads.isUpload(input)) uploads.choose(input, [...input.files])
    input.__used = form.__used = true
    limited(input, "input", () => change(form, input, event))
  }
  document.addEventListener("input", entered)
  document.addEventListener("change", entered)

  // Files can be dropped on an element whose phx-drop-target names their input.
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (e) => {
      const input = document.getElementById(e.target.closest?.("[phx-drop-target]")?.getAttribute("phx-drop-target"))
      if (!uploads.isUpload(input) || input.disabled) return
      e.preventDefault()
      const files = [...(e.dataTransfer.files || [])]
      const event = input.getAttribute("phx-change") || input.form?.getAttribute("phx-change")
      if (type !== "drop" || !files.length) return
      uploads.choose(input, input.multiple ? files : files.slice(0, 1))
      if (event) { input.__used = input.form.__used = true; change(input.form, input, event) }
    })
  }

  for (const type of ["keydown", "keyup"]) {
    const pressed = (el, attr, e) => {
      const only = el.getAttribute("phx-key")
      if (only && only.toLowerCase() !== e.key.toLowerCase()) return
      limited(el, type, () => run(el, el.getAttribute(attr), type, {data: {...keyed(e), ...meta(type, e, el)}}))
    }
    window.addEventListener(type, (e) => {
      const el = e.target.closest?.(`[phx-${type}]`)
      if (el) pressed(el, `phx-${type}`, e)
      for (const el of all(document, `[phx-window-${type}]`)) pressed(el, `phx-window-${type}`, e)
    })
  }
  for (const [type, attr] of [["focusin", "focus"], ["focusout", "blur"]]) {
    document.addEventListener(type, (e) => {
      if (attr === "blur") flush(e.target)
      const text = e.target.getAttribute?.(`phx-${attr}`)
      if (text) run(e.target, text, attr)
    })
    window.addEventListener(attr, (e) => { if (e.target === window) for (const el of all(document, `[phx-window-${attr}]`)) run(el, el.getAttribute(`phx-window-${attr}`), attr) })
  }

  // ---- navigation between pages ----

  function leaveFor({to, flash}) {
    socket.leaving = true
    if (flash) document.cookie = `__phoenix_flash__=${flash}; max-age=60; path=/`
    location.href = to
  }

  function navigate(to, kind, flash) {
    const href = new URL(to, location.href).href
    const main = liveSocket.main
    if (!main || !socket.open) return leaveFor({to: href, flash})
    history[kind === "replace" ? "replaceState" : "pushState"]({type: "redirect", id: main.id}, "", href)
    replaceMain(href, flash)
  }

  // replaceMain joins another LiveView in place of the main LiveView. The old page stays visible until then.
  function replaceMain(href, flash) {
    const old = liveSocket.main
    emit(window, "phx:page-loading-start", {to: href, kind: "redirect"})
    const el = old.el.cloneNode(false)
    el.removeAttribute("data-phx-static")
    el.className = ""
    el.id = `phx-${Math.random().toString(36).slice(2)}`
    const id = old.el.id
    old.destroy()
    el.id = id
    const view = liveSocket.main = Object.assign(Object.create(View.prototype), {el, parent: null, id, mounts: 0, href, redirect: href, flash, diffs: [], waiting: 0})
    el.__view = view
    view.onJoin = () => { old.el.replaceWith(el); scrollTo(0, 0); view.redirect = null }
    view.channel = new Channel(view)
    socket.channels.set(view.channel.topic, view.channel)
    view.channel.join()
  }

  window.addEventListener("popstate", () => {
    const main = liveSocket.main
    if (!main) return
    const href = location.href
    if (main.isJoined) main.goTo(href, null); else leaveFor({to: href})
  })

  // ---- the state of the connection, as visible text and for screen readers ----

  function announce(connected) {
    // This page shows the loss of the connection itself.
    if (document.querySelector("[phx-disconnected]")) return
    let box = document.getElementById("lab-live-status")
    if (!box) {
      box = Object.assign(document.createElement("div"), {id: "lab-live-status", hidden: true})
      box.setAttribute("role", "status")
      box.setAttribute("aria-live", "polite")
      box.style.cssText = "position:fixed;left:50%;bottom:1rem;transform:translateX(-50%);padding:.5rem 1rem;border-radius:.5rem;background:#7f1d1d;color:#fff;font:1rem system-ui;z-index:1000"
      document.body.append(box)
    }
    if (connected) { clearTimeout(box.__wait); box.__wait = null; box.textContent = ""; box.hidden = true; return }
    // A short interruption is not announced. Further interruptions during the wait do not start another wait.
    box.__wait ??= setTimeout(() => { box.hidden = false; box.textContent = "Connection lost. Trying again…" }, 400)
  }

  const builtin = {
    "Phoenix.FocusWrap": {
      mounted() {
        const [first, last] = [this.el.firstElementChild, this.el.lastElementChild]
        const inside = () => all(this.el, focusable).filter((e) => e !== first && e !== last)
        first.addEventListener("focus", () => inside().at(-1)?.focus())
        last.addEventListener("focus", () => inside()[0]?.focus())
        inside()[0]?.focus()
      },
    },
  }

  const socket = new Socket()
  const uploads = labUploads({socket, uploaders: () => options.uploaders?.()})
  builtin["Phoenix.LiveFileUpload"] = {}
  builtin["Phoenix.LiveImgPreview"] = uploads.preview
  const liveSocket = {
    main: null,
    start() { if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.connect()); else this.connect() },
    connect() {
      socket.leaving = false
      for (const el of all(document, "[data-phx-session]:not([data-phx-parent-id])")) {
        if (el.__view) continue
        const view = new View(el, null)
        if (view.main || !this.main) this.main = view
      }
      if (!this.main) return
      emit(window, "phx:page-loading-start", {to: location.href, kind: "initial"})
      socket.connect()
    },
    disconnect() { socket.leaving = true; socket.ws?.close() },
    isConnected() { return Boolean(socket.open) },
    execJS(el, text, event) { run(el, text, event) },
  }
  window.addEventListener("pagehide", () => { socket.leaving = true })
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload() })
  return liveSocket
}

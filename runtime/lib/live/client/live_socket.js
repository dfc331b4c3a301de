// The module phoenix_live_view, for an app.js of a project without the package.

const called = (value, ...args) => (typeof value === "function" ? value(...args) : value)
const told = new Set()
const notHere = (name) => {
  if (!told.has(name)) console.warn(`LiveSocket: ${name} is not part of lab's client and does nothing`)
  told.add(name)
}

export class LiveSocket {
  constructor(path, _socket, options = {}) {
    for (const name of ["dom", "viewLogger"]) if (options[name]) notHere(name)
    this.hooks = options.hooks || {}
    this.client = labLive({
      path,
      hooks: () => this.hooks,
      params: (el) => called(options.params, el),
      metadata: () => options.metadata,
      uploaders: () => options.uploaders,
    })
  }

  get main() { return this.client.main }
  connect() { this.client.start() }
  disconnect(done) { this.client.disconnect(); done?.() }
  isConnected() { return this.client.isConnected() }
  execJS(el, commands, event) { this.client.execJS(el, commands, event) }
  js() { return {exec: (el, commands) => this.execJS(el, commands, "js")} }
  isDebugEnabled() { return false }
  enableDebug() { notHere("enableDebug") }
  disableDebug() {}
  enableProfiling() { notHere("enableProfiling") }
  disableProfiling() {}
  enableLatencySim() { notHere("enableLatencySim") }
  disableLatencySim() {}
  getLatencySim() { return null }
}

// ViewHook is the base of hooks that are classes. The client adds the properties of a hook when it mounts the hook.
export class ViewHook {}
export const createHook = (_el, callbacks) => callbacks
export const isUsedInput = (input) => Boolean(input.__used || input.form?.__submitted)
export default LiveSocket

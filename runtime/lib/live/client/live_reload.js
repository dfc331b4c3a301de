// The script of the live reload frame. It runs after the module phoenix in the same script tag.
function reloadOnChange({url, interval, window: target, styles}) {
  const page = window[target]

  // The old style sheet stays until the new one has loaded.
  const restyle = () => {
    for (const old of page.document.querySelectorAll("link[rel=stylesheet]:not([data-no-reload])")) {
      if (!old.href) continue
      const link = old.cloneNode()
      const address = new URL(old.href)
      address.searchParams.set("vsn", String(Date.now()))
      link.href = address.href
      link.onload = link.onerror = () => old.remove()
      old.after(link)
    }
  }

  // The page's script gets this object. It can turn on server logs in the console.
  let logs = false
  const inEditor = () => console.error("lab opens no editor from a page: the tags of a template do not say where they come from")
  const reloader = {
    disable: () => socket.disconnect(),
    enableServerLogs: () => { logs = true },
    disableServerLogs: () => { logs = false },
    openEditorAtCaller: inEditor,
    openEditorAtDef: inEditor,
  }
  const methods = {debug: "debug", info: "info", notice: "info", warning: "warn"}

  const socket = new Socket(url)
  const channel = socket.channel("phoenix:live_reload", {})
  channel.on("assets_change", ({asset_type: type}) => {
    setTimeout(() => {
      if (type === "css" && styles) return restyle()
      channel.off("assets_change")
      page.location.reload()
    }, interval)
  })
  channel.on("log", ({level, msg}) => { if (logs) page.console[methods[level] || "error"](`${level}: ${msg}`) })
  channel.join().receive("ok", () => {
    window.attached = true
    window.parent.dispatchEvent(new CustomEvent("phx:live_reload:attached", {detail: reloader}))
  })
  socket.connect()
}

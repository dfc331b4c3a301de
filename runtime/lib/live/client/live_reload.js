// The script of the frame that reloads its page when a file has changed. It follows the module phoenix.
function reloadOnChange({url, interval, window: target, styles}) {
  const page = window[target]

  // A style sheet is loaded again beside the old one, which goes when the new one is there.
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

  const socket = new Socket(url)
  const channel = socket.channel("phoenix:live_reload", {})
  channel.on("assets_change", ({asset_type: type}) => {
    setTimeout(() => {
      if (type === "css" && styles) return restyle()
      channel.off("assets_change")
      page.location.reload()
    }, interval)
  })
  channel.join().receive("ok", () => {
    window.attached = true
    window.parent.dispatchEvent(new CustomEvent("phx:live_reload:attached", {detail: {disable: () => socket.disconnect()}}))
  })
  socket.connect()
}

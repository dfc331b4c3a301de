// The attribute data-socket of this script's tag sets the path of the socket, which is /live by default. window.Hooks
// holds the hooks.
const script = document.currentScript
if (!window.liveSocket) {
  window.liveSocket = labLive({path: script?.dataset.socket, hooks: () => window.Hooks})
  window.liveSocket.start()
}

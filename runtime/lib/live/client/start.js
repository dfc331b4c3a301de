// data-socket on the tag of this script names another socket than /live; hooks are those of window.Hooks.
const script = document.currentScript
if (!window.liveSocket) {
  window.liveSocket = labLive({path: script?.dataset.socket, hooks: () => window.Hooks})
  window.liveSocket.start()
}

import "phoenix_html"
import {Socket, Presence} from "phoenix"
import {LiveSocket} from "phoenix_live_view"
import {hooks as colocated} from "phoenix-colocated/page"
import loading from "../vendor/loading"
import {greeting} from "./greeting"

loading(window)

const Greeter = {
  mounted() {
    this.el.textContent = greeting
    this.handleEvent("clicked", ({count}) => { this.el.dataset.count = count })
  },
}

const liveSocket = new LiveSocket("/live", Socket, {
  longPollFallbackMs: 2500,
  params: {_csrf_token: document.querySelector("meta[name='csrf-token']").content, from: "app.js"},
  hooks: {...colocated, Greeter},
})
liveSocket.connect()

if (process.env.NODE_ENV === "development") {
  window.addEventListener("phx:live_reload:attached", ({detail: reloader}) => {
    reloader.enableServerLogs()
    console.info = (text) => { document.body.dataset.logged = text }
  })
}
window.liveSocket = liveSocket

// A channel with presence, in addition to the LiveView.
const socket = new Socket("/socket", {params: {name: "page"}})
socket.connect()
const channel = socket.channel("room:1", {})
const people = new Presence(channel)
people.onSync(() => { document.body.dataset.people = people.list((name) => name).join(",") })
channel.on("said", ({text}) => { document.body.dataset.said = text })
channel.join().receive("ok", () => channel.push("say", {text: "hello"}).receive("ok", ({heard}) => { document.body.dataset.heard = heard }))

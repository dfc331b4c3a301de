// Shows whether the page is loading, for the test.
export default function loading(window) {
  const say = (word) => { document.documentElement.dataset.loading = word }
  window.addEventListener("phx:page-loading-start", () => say("start"))
  window.addEventListener("phx:page-loading-stop", () => say("stop"))
}

// The module phoenix_html, for an app.js of a project without the package: links with data-method become forms, and
// data-confirm asks the user for confirmation.

window.addEventListener("click", (e) => {
  if (e.defaultPrevented) return
  const asking = e.target.closest?.("[data-confirm]")
  const linked = e.target.closest?.("a[data-method], button[data-method]")
  if (asking) {
    const event = new CustomEvent("phoenix.link.click", {bubbles: true, cancelable: true})
    if (!asking.dispatchEvent(event) || !window.confirm(asking.dataset.confirm)) {
      e.preventDefault()
      e.stopImmediatePropagation()
      return
    }
  }
  if (!linked) return
  e.preventDefault()
  e.stopImmediatePropagation()
  submit(linked)
}, true)

function submit(link) {
  const method = link.dataset.method
  const form = document.createElement("form")
  form.method = method === "get" ? "get" : "post"
  form.action = link.dataset.to || link.getAttribute("href")
  form.hidden = true
  if (link.target) form.target = link.target
  for (const [name, value] of [["_csrf_token", link.dataset.csrf], ["_method", method]]) {
    if (value) form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}))
  }
  document.body.append(form)
  form.submit()
}

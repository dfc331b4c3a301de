// Uploads: the files that are chosen in forms, and their way to the server. Each file has its own channel, on which it
// is sent in chunks that the server acknowledges. A function in `uploaders` can send it elsewhere.
function labUploads({socket, uploaders}) {
  let refs = 0
  const list = (el, name) => (el.getAttribute(name) || "").split(",").filter(Boolean)
  const refOf = (file) => (file.__ref ??= String(refs++))
  const onList = (input, file) => list(input, "data-phx-active-refs").includes(file.__ref)
  const chosen = (input) => (input.__files || []).filter((f) => f.size > 0 && (f.__ref === undefined || onList(input, f)))
  const waiting = (input) => chosen(input).filter((f) => !f.__sending && !list(input, "data-phx-preflighted-refs").includes(f.__ref))
  const isUpload = (input) => input?.type === "file" && input.hasAttribute("data-phx-upload-ref")
  const inputsOf = (form) => [...form.elements].filter(isUpload)

  const described = (input, file) => ({
    path: input.name, ref: refOf(file), name: file.name || refOf(file), relative_path: file.webkitRelativePath,
    type: file.type, size: file.size, last_modified: file.lastModified, meta: file.meta?.(),
  })

  // choose adds files to an input. In an input for a single file, the new file replaces the old one.
  function choose(input, files) {
    input.__files = input.multiple ? [...(input.__files || []), ...files] : files
    if (input.multiple) input.value = ""
  }

  function forget(input, file) { input.__files = (input.__files || []).filter((f) => f !== file) }

  // An Upload is a file that is being sent.
  class Upload {
    constructor(view, input, cid, file) {
      Object.assign(this, {view, fileEl: input, cid, file, ref: refOf(file), told: -1})
      this.ended = new Promise((resolve) => { this.resolve = resolve })
      this.onCancel = (fun) => { this.cancelled = fun }
    }

    metadata() { return this.meta }
    isCancelled() { return !onList(this.fileEl, this.file) }

    // end finishes the upload. arrived is false after an error or a cancellation.
    end(arrived) {
      if (this.isOver) return
      this.isOver = true
      this.file.__sending = false
      if (this.topic) socket.channels.delete(this.topic)
      if (!arrived) this.cancelled?.()
      this.resolve(arrived)
    }

    // cancel finishes an upload that the server has cancelled.
    cancel() { forget(this.fileEl, this.file); this.end(false) }

    progress(percent) {
      percent = Math.min(100, Math.floor(percent))
      if (percent <= this.told) return
      this.told = percent
      this.tell(percent, () => { if (percent === 100) { forget(this.fileEl, this.file); this.end(true) } })
    }

    error(reason = "failed") {
      if (this.isOver) return
      this.tell({error: reason})
      this.end(false)
    }

    tell(progress, done) {
      const payload = {event: null, ref: this.fileEl.getAttribute("data-phx-upload-ref"), entry_ref: this.ref, progress, cid: this.cid}
      this.view.channel.push("progress", payload, (_status, response) => this.view.answered(response, done))
    }

    // send joins the channel of the file and sends the first chunk.
    send({chunk_size: size}) {
      this.topic = `lvu:${this.ref}`
      this.joinRef = String(socket.ref + 1)
      socket.channels.set(this.topic, {
        view: {disconnected: () => this.end(false)}, joinRef: this.joinRef, join() {},
        received: (event) => { if (event === "phx_error") this.error(); else if (event === "phx_close") this.cancel() },
      })
      socket.send(this.joinRef, this.topic, "phx_join", {token: this.meta}, (status, response) => {
        if (status === "ok") this.chunk(0, size); else this.error(response.reason)
      })
    }

    async chunk(from, size) {
      const data = await this.file.slice(from, from + size).arrayBuffer()
      if (this.isOver) return
      if (this.isCancelled()) return this.cancel()
      socket.sendBytes(this.joinRef, this.topic, "chunk", data, (status, response) => {
        if (status !== "ok") return response.reason === "writer_error" ? this.end(false) : this.error(response.reason)
        const now = from + data.byteLength
        this.progress((now / this.file.size) * 100)
        if (now < this.file.size) this.chunk(now, size)
      })
    }
  }

  // send asks the server for upload tokens and sends the files of an input. It resolves to whether all have arrived.
  async function send(input, view, cid) {
    const uploads = waiting(input).map((file) => new Upload(view, input, cid, file))
    if (!uploads.length) return input.__sent ?? true
    for (const {file} of uploads) file.__sending = true
    const entries = uploads.map(({file}) => described(input, file))
    return (input.__sent = new Promise((resolve) => {
      view.channel.push("allow_upload", {ref: input.getAttribute("data-phx-upload-ref"), entries, cid}, (_status, response) => {
        view.answered(response)
        admitted(uploads, response)
        Promise.all(uploads.map((u) => u.ended)).then((arrived) => resolve(arrived.every(Boolean)))
      })
    }))
  }

  function admitted(uploads, {entries = {}, config, error}) {
    const outside = new Map()
    for (const upload of uploads) {
      upload.meta = entries[upload.ref]
      if (error || upload.meta === undefined) upload.end(false)
      else if (upload.meta.uploader) outside.set(upload.meta.uploader, [...(outside.get(upload.meta.uploader) || []), upload])
      else upload.send(config)
    }
    for (const [name, group] of outside) {
      const uploader = uploaders()?.[name]
      if (uploader) uploader(group, (fun) => fun, {entries, config}, null)
      else { console.error(`no uploader configured for ${name}`); for (const upload of group) upload.error() }
    }
  }

  return {
    isUpload,
    choose,
    // notes returns the chosen files of an input, for the payload of a form event.
    notes: (input) => (isUpload(input) ? {[input.getAttribute("data-phx-upload-ref")]: chosen(input).map((f) => described(input, f))} : undefined),
    begins: (input) => isUpload(input) && input.hasAttribute("data-phx-auto-upload"),
    send,
    // sendAll sends all files of a form. It resolves to whether all have arrived, and is undefined for a form without files.
    sendAll(form, view, cid) {
      const inputs = inputsOf(form).filter((input) => chosen(input).length)
      return inputs.length ? Promise.all(inputs.map((i) => send(i, view, cid))).then((all) => all.every(Boolean)) : undefined
    },
    // clear forgets the chosen files after a rejoin, since the new LiveView does not know them.
    clear(root) {
      for (const input of root.querySelectorAll("input[type=file][data-phx-upload-ref]")) if (input.__files?.length) { input.__files = []; input.value = "" }
    },
    preview: {
      mounted() {
        const input = document.querySelector(`input[type=file][data-phx-upload-ref="${this.el.dataset.phxUploadRef}"]`)
        const file = input && (input.__files || []).find((f) => f.__ref === this.el.dataset.phxEntryRef)
        if (file) this.el.src = this.url = URL.createObjectURL(file)
      },
      destroyed() { if (this.url) URL.revokeObjectURL(this.url) },
    },
  }
}

"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const svgNS = "http://www.w3.org/2000/svg";
  let seen = null, chosen = "", tab = "processes";

  // make returns an element. Strings become text nodes, never markup, because the nodes choose the names.
  function make(tag, attrs = {}, ...children) {
    const e = document.createElement(tag);
    return dress(e, attrs, children);
  }
  function draw(tag, attrs = {}, ...children) {
    return dress(document.createElementNS(svgNS, tag), attrs, children);
  }
  function dress(e, attrs, children) {
    for (const [k, v] of Object.entries(attrs)) {
      if (k === "onclick") e.addEventListener("click", v);
      else if (v !== null && v !== undefined && v !== false) e.setAttribute(k, v);
    }
    e.append(...children.filter(c => c !== null && c !== undefined));
    return e;
  }

  // put sets the children of an element. It leaves unchanged children in place, so that the keyboard
  // focus and the position of a screen reader do not move.
  function put(parent, items) {
    const old = new Map([...parent.children].map(c => [c.dataset.key, c]));
    let at = parent.firstElementChild;
    for (const { key, print, build } of items) {
      let e = old.get(key);
      old.delete(key);
      if (!e) {
        e = build();
        e.dataset.key = key;
        e.dataset.print = print;
      } else if (e.dataset.print !== print) {
        const focus = [...e.querySelectorAll("button")].indexOf(document.activeElement);
        const next = build();
        next.dataset.key = key;
        next.dataset.print = print;
        if (at === e) at = next;
        const had = e === document.activeElement;
        e.replaceWith(next);
        if (focus >= 0) next.querySelectorAll("button")[focus]?.focus();
        if (had) next.focus();
        e = next;
      }
      if (e === at) at = at.nextElementSibling;
      else parent.insertBefore(e, at);
    }
    for (const e of old.values()) e.remove();
  }
  const item = (key, data, build) => ({ key, print: JSON.stringify(data), build });

  // parts splits a name into its parts, with a line break opportunity after each dot.
  const parts = name => name.split(/(?<=[.])/).flatMap((part, i) => i > 0 ? [make("wbr"), part] : [part]);
  const short = name => name.split("@")[0];
  const list = x => x || [];
  const pair = (a, b) => a < b ? [a, b] : [b, a];
  const isCut = (a, b) => list(seen.Cuts).some(c => c[0] === pair(a, b)[0] && c[1] === pair(a, b)[1]);
  const linked = (a, b) => a.State === "up" && list(a.Peers).includes(b.Name) || b.State === "up" && list(b.Peers).includes(a.Name);
  const stateOf = n => n.State || "no answer yet";
  const isStill = n => n.State === "frozen" || n.State === "does not answer";
  const traced = (node, pid) => list(seen.Traced).some(p => p.Node === node && p.PID === pid);
  function bytes(n) {
    for (const unit of ["B", "kB", "MB", "GB"]) {
      if (n < 1024) return (n < 10 && n % 1 ? n.toFixed(1) : Math.round(n)) + " " + unit;
      n /= 1024;
    }
    return Math.round(n) + " TB";
  }
  function clock(ns) {
    const tenths = Math.floor(ns / 1e8);
    return Math.floor(tenths / 600) + ":" + String(Math.floor(tenths / 10) % 60).padStart(2, "0") + "." + tenths % 10;
  }
  const signs = { up: "●", "does not answer": "?", frozen: "❄", down: "✗", "": "…" };
  const stateClass = { up: "good", "does not answer": "warn", frozen: "warn", down: "bad" };

  function show() {
    const nodes = list(seen.Nodes);
    if (!nodes.some(n => n.Name === chosen) && nodes.length) chosen = nodes[0].Name;
    const up = nodes.filter(n => n.State === "up").length;
    let summary = `${up} of ${nodes.length} nodes answer`;
    if (list(seen.Cuts).length) summary += `, ${seen.Cuts.length} cut`;
    if (list(seen.Traced).length) summary += `, ${seen.Traced.length} traced`;
    if ($("summary").textContent !== summary) $("summary").textContent = summary;
    $("clock").textContent = clock(seen.At);
    showNodes(nodes);
    showMap(nodes);
    showChosen(nodes);
    showTimeline();
  }

  function showNodes(nodes) {
    put($("nodes"), nodes.map(n => item(n.Name, [n.State, n.Name === chosen], () =>
      make("li", {}, make("button", { "aria-pressed": String(n.Name === chosen), onclick: () => choose(n.Name) },
        make("span", { class: stateClass[n.State], "aria-hidden": "true" }, signs[n.State] || "…"), " " + n.Name + (n.State === "up" ? "" : ", " + n.State))))));
  }

  function choose(name) {
    chosen = name;
    show();
  }

  // showMap draws the nodes on a circle, sorted by name, so that they keep their positions.
  function showMap(nodes) {
    const map = $("map"), W = 600, H = 400, R = Math.max(16, Math.min(56, 560 / nodes.length)), few = nodes.length <= 6;
    map.setAttribute("viewBox", `0 0 ${W} ${H}`);
    const at = nodes.map((_, i) => {
      const angle = 2 * Math.PI * i / nodes.length - Math.PI / 2;
      return nodes.length === 1 ? [W / 2, H / 2] : [W / 2 + (W / 2 - R - 30) * Math.cos(angle), H / 2 + (H / 2 - R - 8) * Math.sin(angle)];
    });
    const parts = [], says = [];
    nodes.forEach((a, i) => nodes.forEach((b, j) => {
      if (j <= i) return;
      const [x1, y1] = at[i], [x2, y2] = at[j], mx = (x1 + x2) / 2, my = (y1 + y2) / 2;
      if (isCut(a.Name, b.Name)) {
        parts.push(item(`cut ${a.Name} ${b.Name}`, at, () => draw("g", {},
          draw("line", { class: "cut", x1, y1, x2, y2 }), draw("text", { class: "cross", x: mx, y: my + 7, "text-anchor": "middle" }, "╳"))));
        says.push(`${short(a.Name)} and ${short(b.Name)} are cut`);
      } else if (linked(a, b)) {
        const t = list(a.Traffic).find(t => t.Peer === b.Name), u = list(b.Traffic).find(t => t.Peer === a.Name);
        const rate = Math.round(t && a.State === "up" ? t.In + t.Out : u ? u.In + u.Out : 0);
        parts.push(item(`link ${a.Name} ${b.Name}`, [at, rate], () => draw("g", {},
          draw("line", { class: "link", x1, y1, x2, y2, "stroke-width": 2 + Math.min(8, Math.log2(1 + rate)) }),
          draw("text", { class: "small rate", x: mx, y: my + 4, "text-anchor": "middle" }, rate && few ? `${rate} messages a second` : ""))));
        says.push(`${short(a.Name)} is connected to ${short(b.Name)}`);
      }
    }));
    nodes.forEach((n, i) => {
      const [x, y] = at[i];
      const kind = { down: "down", frozen: "frozen", "does not answer": "silent" }[n.State] || (n.State === "up" ? "" : "asking");
      says.push(`${n.Name}: ${stateOf(n)}`);
      parts.push(item("node " + n.Name, [x, y, n.State, n.Living, n.Name === chosen], () =>
        draw("g", { class: "pick", onclick: () => choose(n.Name) },
          draw("circle", { class: `node ${kind} ${n.Name === chosen ? "chosen" : ""}`, cx: x, cy: y, r: R }),
          draw("text", { x, y: R < 45 ? y + 6 : y - 4, "text-anchor": "middle" }, short(n.Name)),
          R < 45 ? null : draw("text", { class: "small", x, y: y + 14, "text-anchor": "middle" }, n.State === "up" ? `${n.Living} processes` : `${signs[n.State] || "…"} ${n.State === "does not answer" ? "no answer" : n.State}`))));
    });
    const text = says.join("; ");
    if ($("map-says").textContent !== text) $("map-says").textContent = text;
    put(map, [item("title", "", () => $("map-says")), ...parts, item("dots", "", () => draw("g", { id: "dots" }))]);
    fly(new Map(nodes.map((n, i) => [short(n.Name), at[i]])));
  }

  // fly moves a dot for each new message between nodes. The dot of a lost message stops halfway.
  let flown = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  function fly(at) {
    const all = list(seen.Messages.Messages), newest = all.length ? all[all.length - 1].Serial : 0;
    const fresh = flown < 0 || calm.matches ? [] : all.filter(m => m.Serial > flown && m.From.Node !== m.To.Node && at.has(m.From.Node) && at.has(m.To.Node)).slice(-12);
    flown = Math.max(flown, newest);
    fresh.forEach((m, i) => {
      const [x1, y1] = at.get(m.From.Node), [x2, y2] = at.get(m.To.Node), part = m.Fate === 2 ? 0.5 : 1;
      const dot = draw("circle", { class: "dot", r: 8 });
      $("dots").append(dot);
      const way = [`translate(${x1}px, ${y1}px)`, `translate(${x1 + (x2 - x1) * part}px, ${y1 + (y2 - y1) * part}px)`];
      dot.animate({ transform: way }, { duration: 900, delay: i * 60, fill: "backwards" }).onfinish = () => dot.remove();
    });
  }
  $("map-says").dataset.key = "title";
  $("map-says").dataset.print = '""';

  function showChosen(nodes) {
    const n = nodes.find(n => n.Name === chosen);
    if (!n) return;
    $("node-title").textContent = `${n.Name}: ${stateOf(n)}${n.Why ? " (" + n.Why + ")" : ""}`;
    $("about").textContent = n.Living ? `${n.State === "up" ? "" : "at its last answer: "}${n.Kind}, process ${n.PID}${n.Here ? " of this machine" : ""}; ${n.Living} processes, ${bytes(n.Memory)}, ${n.Work} reductions a second` : "";
    $("kill").disabled = n.State === "down";
    $("freeze").disabled = !n.Here || n.State === "down";
    $("freeze").textContent = isStill(n) ? "Thaw" : "Freeze";
    const tracing = list(seen.Traced).some(p => p.Node === n.Name);
    $("trace").setAttribute("aria-pressed", String(tracing));
    $("trace").textContent = tracing ? "End tracing" : "Trace all messages";
    const others = nodes.filter(o => o.Name !== n.Name);
    put($("peer"), others.map(o => item(o.Name, o.Name, () => make("option", { value: o.Name }, o.Name))));
    $("cut").disabled = !others.length || isCut(n.Name, $("peer").value);
    $("heal").disabled = !others.length || !isCut(n.Name, $("peer").value);
    for (const t of document.querySelectorAll("[role=tab]")) {
      const on = t.id === "tab-" + tab;
      t.setAttribute("aria-selected", on);
      t.tabIndex = on ? 0 : -1;
    }
    $("panel").setAttribute("aria-labelledby", "tab-" + tab);
    put($("panel"), [panels[tab](n)]);
  }

  // table returns a table. Existing rows stay in place.
  function table(key, heads, rows) {
    let t = $("panel").querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!t) {
      t = make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(h => make("th", { scope: "col", class: h.startsWith("#") ? "n" : null }, h.replace("#", ""))))), make("tbody"));
    }
    put(t.querySelector("tbody"), rows.length ? rows : [item("none", "", () => make("tr", {}, make("td", { colspan: heads.length, class: "faint" }, "none")))]);
    return { key, print: key, build: () => t };
  }

  const panels = {
    processes(n) {
      const shown = list(n.Processes).filter(p => !p.System || $("all").checked);
      return table("processes of " + n.Name, ["process", "#queue", "#memory", "#work/s", "pid", ""], shown.map(p => item(p.PID, [p, traced(n.Name, p.PID)], () => {
        const on = traced(n.Name, p.PID), what = p.Name || p.Initial || p.PID;
        return make("tr", {}, make("td", { class: "wide" }, ...parts(what), make("span", { class: "faint" }, ...parts(p.Name && p.Initial ? "  " + p.Initial : ""))),
          make("td", { class: "n" }, String(p.Queue)), make("td", { class: "n" }, bytes(p.Memory)), make("td", { class: "n" }, String(p.Work)), make("td", {}, p.PID),
          make("td", {}, make("button", { "aria-pressed": String(on), "aria-label": `Trace ${what} ${p.PID}`, onclick: () => order({ deed: "trace", node: n.Name, pid: p.PID }) }, on ? "◉ traced" : "trace"),
            make("button", { "aria-label": `Kill ${what} ${p.PID}`, onclick: () => order({ deed: "kill", node: n.Name, pid: p.PID }) }, "kill")));
      })));
    },
    names(n) {
      const rows = list(n.Globals).map(g => item("global " + g.Name, g, () => make("tr", {}, make("td", {}, g.Name), make("td", {}, `${g.PID} on ${g.Node}`), make("td", {}, "the whole cluster"))));
      const of = new Map(list(n.Processes).map(p => [p.Name, p]));
      for (const name of list(n.Names)) {
        const p = of.get(name);
        if ((!p || p.System) && !$("all").checked) continue;
        rows.push(item(name, p ? p.PID : "", () => make("tr", {}, make("td", {}, name), make("td", {}, p ? p.PID : ""), make("td", {}, "this node"))));
      }
      return table("names of " + n.Name, ["name", "process", "known to"], rows);
    },
    tables(n) {
      const of = new Map(list(n.Processes).map(p => [p.PID, p]));
      const shown = list(n.Tables).filter(t => $("all").checked || of.has(t.Owner) && !of.get(t.Owner).System);
      return table("tables of " + n.Name, ["table", "#objects", "#memory", "type", "access", "owner"], shown.map(t => item(t.Name + t.Owner, t, () => {
        const p = of.get(t.Owner);
        return make("tr", {}, make("td", {}, t.Name), make("td", { class: "n" }, String(t.Size)), make("td", { class: "n" }, bytes(t.Words * 8)), make("td", {}, t.Type),
          make("td", {}, t.Protection), make("td", {}, p && (p.Name || p.Initial) || t.Owner));
      })));
    },
    trees(n) {
      const branch = b => make("li", {}, make("span", { class: b.Supervisor ? "supervisor" : null },
        [b.ID, b.Name !== b.ID ? b.Name : "", b.PID].filter(x => x).join(" ") + (b.Busy ? " (busy)" : b.Supervisor ? " (supervisor)" : "")),
        list(b.Children).length || b.More ? make("ul", {}, ...list(b.Children).map(branch), b.More ? make("li", { class: "faint" }, `${b.More} more`) : null) : null);
      return item("trees of " + n.Name, n.Trees, () => make("ul", { class: "tree" }, ...(list(n.Trees).length ? list(n.Trees).map(branch) : [make("li", { class: "faint" }, "no supervisors")])));
    },
    messages() {
      const all = list(seen.Messages.Messages).slice(-40);
      if (!all.length) {
        return item("silence", "", () => make("p", {}, "Nothing is traced yet. Press “trace” beside a process, or “Trace all messages”. The messages then appear here. During tracing, an additional process on the node collects them."));
      }
      return item("messages", [all, seen.Nodes.map(n => n.Name)], () => chart(all));
    },
  };

  // chart returns a sequence chart with a line for each node and a row for each message.
  function chart(all) {
    const names = seen.Nodes.map(n => short(n.Name)), step = Math.max(150, 700 / names.length), row = 26, top = 30;
    const x = node => names.indexOf(node) < 0 ? 12 : 70 + step * names.indexOf(node) + step / 3;
    const height = top + row * all.length + 10, width = 70 + step * names.length + 60;
    const says = e => e.Name || "the runtime";
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", class: "chart", role: "img",
      "aria-label": "Messages: " + all.map(m => `${says(m.From)} to ${says(m.To)} ${m.Text}`).join("; ") });
    for (const name of names) {
      svg.append(draw("text", { x: x(name), y: 16, "text-anchor": "middle" }, name), draw("line", { class: "life", x1: x(name), x2: x(name), y1: top - 8, y2: height }));
    }
    all.forEach((m, i) => {
      const y = top + row * i + 16, known = m.From.Node && m.To.Node;
      let from = x(m.From.Node), to = x(m.To.Node);
      if (!known) m.From.Node ? to = from + step / 3 : from = to - step / 3;
      const lost = m.Fate === 2, text = `${says(m.From)} → ${says(m.To)}: ${m.Kind === "message" ? "" : m.Kind + " "}${m.Text}`;
      svg.append(draw("text", { class: "small", x: 2, y }, clock(m.Sent)));
      const d = from === to ? `M${from} ${y - 8} h24 v8 h-18` : `M${from} ${y} H${to}`, tip = from === to ? from + 6 : to, way = from === to || to < from ? 7 : -7;
      svg.append(draw("path", { class: "arrow" + (lost ? " lost" : m.Fate === 1 ? "" : " away"), d }),
        draw("path", { class: "arrow", d: lost ? `M${tip - 5} ${y - 5} l10 10 m0 -10 l-10 10` : `M${tip + way} ${y - 5} L${tip} ${y} L${tip + way} ${y + 5}` }),
        draw("text", { class: "small says", x: Math.min(from, to) + 8 + (from === to ? 24 : 0), y: y - 4 }, text.length > 70 ? text.slice(0, 69) + "…" : text, draw("title", {}, text)));
    });
    return make("div", {}, svg);
  }

  const eventSigns = { nodeup: ["▲", "good"], up: ["▲", "good"], nodedown: ["▼", "bad"], down: ["▼", "bad"], started: ["+", "good"], moved: ["→", "accent"], ended: ["−", "faint"],
    cut: ["╳", "warn"], healed: ["━", "warn"] };
  function says(e) {
    const names = list(e.Names).join(", ") + (e.N > list(e.Names).length ? ` and ${e.N - list(e.Names).length} more` : "");
    return e.Text || { nodeup: `${e.Node} is connected to ${names}`, nodedown: `${e.Node} lost ${names}`, up: `${e.Node} runs again`, down: `${e.Node} is down`,
      started: `registered ${names} on ${e.Node}`, ended: `no longer registered: ${names} on ${e.Node}`, moved: `${names} from ${e.From} to ${e.Node}` }[e.Kind] || `${e.Kind} ${e.Node}`;
  }
  function showTimeline() {
    const events = list(seen.Events).slice(-200).map((e, i) => item(`${e.At} ${e.Kind} ${e.Node} ${e.From} ${i}`.replace(/ \d+$/, ""), e, () => {
      const [sign, style] = eventSigns[e.Kind] || ["✗", "warn"];
      return make("li", { class: style }, make("time", {}, clock(e.At)), sign + " " + says(e));
    }));
    put($("timeline"), events.reverse());
  }

  // order sends an order to the server. If something may be lost, the server first asks for confirmation.
  async function order(o) {
    $("notice").textContent = "";
    try {
      let answer = await send(o);
      if (answer.asks) {
        if (!await really(answer.asks)) return;
        answer = await send({ ...o, sure: true });
      }
      if (answer.failed) $("notice").textContent = answer.failed;
    } catch (e) {
      $("notice").textContent = `lab observe did not carry this out (${e.message}). Check in its terminal that it still runs.`;
    }
  }
  async function send(o) {
    const r = await fetch("do", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(o) });
    if (!r.ok) throw new Error(await r.text());
    return r.json();
  }
  function really(question) {
    const d = $("really");
    $("question").textContent = question;
    d.returnValue = "no";
    d.showModal();
    return new Promise(done => d.addEventListener("close", () => done(d.returnValue === "yes"), { once: true }));
  }

  const current = () => seen.Nodes.find(n => n.Name === chosen);
  $("kill").onclick = () => order({ deed: "kill", node: chosen });
  $("freeze").onclick = () => order({ deed: isStill(current()) ? "thaw" : "freeze", node: chosen });
  $("cut").onclick = () => order({ deed: "cut", node: chosen, peer: $("peer").value });
  $("heal").onclick = () => order({ deed: "heal", node: chosen, peer: $("peer").value });
  $("trace").onclick = () => order({ deed: "trace", node: chosen });
  $("peer").onchange = $("all").onchange = () => show();
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((t, i) => {
    t.onclick = () => { tab = t.id.slice(4); show(); };
    t.onkeydown = e => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!by) return;
      const next = tabs[(i + by + tabs.length) % tabs.length];
      next.focus();
      next.click();
    };
  });

  const events = new EventSource("events");
  events.onmessage = e => { seen = JSON.parse(e.data); $("notice").dataset.lost && ($("notice").textContent = "", delete $("notice").dataset.lost); show(); };
  events.onerror = () => { $("notice").textContent = "lab observe does not answer, and this page shows its last answer. If it has ended, start lab observe --web again and open the new address."; $("notice").dataset.lost = "1"; };
})();

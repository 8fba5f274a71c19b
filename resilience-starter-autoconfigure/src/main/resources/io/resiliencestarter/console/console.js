"use strict";

// Everything that comes from the application is set as text, never as markup: names of threads, services and
// statements can be chosen by strangers.

const POLL_MS = 2000;
const WIDTH = 600;
const HEIGHT = 96;
const PATHS = document.body.dataset;
const KINDS = { db: { word: "Database pool", path: PATHS.dbpool, key: "dbPool" },
  redis: { word: "Redis pool", path: PATHS.redispool, key: "redisPool" } };
const STATUS = { "healthy": "Healthy", "warning": "Filling up", "critical": "Nearly or wholly in use", "down": "Server cannot be reached",
  "not-started": "Not used yet" };
const CAUSES = { "none": "Nothing is wrong", "leak": "Leak", "external-call": "Waiting for something else while holding",
  "slow-code": "Slow code while holding", "slow-query": "Slow statement", "lock-wait": "Lock in the database",
  "nested-borrow": "Second connection in one thread", "pool-too-small": "Pool too small", "server-limit": "Limit of the server",
  "database-down": "Server down", "authentication": "Credentials refused", "slow-creation": "Slow to connect" };
const STATES = { "closed": "Calls go through", "open": "Calls are rejected", "half-open": "Trying a few calls",
  "forced-open": "Rejects calls until an operator closes it", "disabled": "Switched off: calls go through unjudged",
  "metrics-only": "Only counts" };

const history = new Map();
const pools = new Map();
const tiles = new Map();
let lengthMs = 900000;
let since = 0;
let paused = false;
let actions = [];
let failedSince = null;
let lastGood = null;

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function draw(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

function show(node, visible) {
  node.hidden = !visible;
}

// Words ---------------------------------------------------------------------------------------------------------------

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function span(ms) {
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3600000) return `${Math.floor(ms / 60000)} min ${Math.round(ms % 60000 / 1000)} s`;
  return `${Math.floor(ms / 3600000)} h ${Math.round(ms % 3600000 / 60000)} min`;
}

function lasted(incident) {
  if (incident.durationMs === undefined) return "until now";
  return incident.durationMs < 1000 ? "for less than a second" : `for ${span(incident.durationMs)}`;
}

function clock(instant) {
  return new Date(instant).toLocaleTimeString([], { hour12: false });
}

function day(instant) {
  const date = new Date(instant);
  const today = new Date().toDateString() === date.toDateString();
  return (today ? "" : date.toLocaleDateString() + " ") + clock(instant);
}

function sentence(pool) {
  if (pool.verdict && pool.verdict.cause !== "none") return pool.verdict.summary;
  if (!pool.started) return "Nobody has asked it for a connection yet.";
  const c = pool.connections;
  const waiting = c.waiting === 0 ? "nobody waits" : `${plural(c.waiting, "caller")} wait`;
  return `${c.active} of ${plural(c.max, "connection")} in use, ${waiting}.`;
}

// Charts --------------------------------------------------------------------------------------------------------------

class Chart {

  constructor(title, unit) {
    this.title = title;
    this.unit = unit;
    this.output = make("output", { text: "–" });
    this.svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.label = make("span", { text: title });
    this.top = make("span", { text: " " });
    this.node = make("figure", {}, make("figcaption", {}, this.label, this.output), this.svg,
      make("div", { class: "axis", "aria-hidden": "true" }, make("span", { text: "15 min ago" }), this.top, make("span", { text: "now" })));
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => { this.pointed = null; this.paint(); });
  }

  update(at, values, ceiling, marks, incidents) {
    this.data = { at, values, ceiling, marks, incidents };
    this.paint();
  }

  paint() {
    if (!this.data) return;
    const { at, values, ceiling, marks, incidents } = this.data;
    const end = at.length ? at[at.length - 1] : Date.now();
    const highest = Math.max(1, ...values, ...(ceiling || []), 0);
    const scale = highest * 1.08;
    const x = (time) => (WIDTH * (1 - (end - time) / lengthMs)).toFixed(1);
    const y = (value) => (HEIGHT * (1 - value / scale)).toFixed(1);
    const line = (list) => list.map((value, i) => `${i ? "L" : "M"}${x(at[i])} ${y(value)}`).join("");
    const nodes = [];
    for (const incident of incidents) {
      const from = Number(x(Date.parse(incident.at)));
      const to = Number(x(incident.durationMs === undefined ? end : Date.parse(incident.at) + incident.durationMs));
      if (to > 0) nodes.push(draw("rect", { class: "incident", x: Math.max(0, from), y: 0, width: Math.max(2, to - Math.max(0, from)), height: HEIGHT }));
    }
    if (values.length) {
      nodes.push(draw("path", { class: "area", d: `${line(values)}L${x(end)} ${HEIGHT}L${x(at[0])} ${HEIGHT}Z` }));
      nodes.push(draw("path", { class: "now", d: line(values) }));
    }
    if (ceiling && ceiling.length) nodes.push(draw("path", { class: "max", d: line(ceiling) }));
    for (const [name, value] of marks) nodes.push(draw("line", { class: name, x1: 0, x2: WIDTH, y1: y(value), y2: y(value) }));
    const index = this.index();
    if (this.pointed !== null && index !== null) nodes.push(draw("line", { class: "hover", x1: x(at[index]), x2: x(at[index]), y1: 0, y2: HEIGHT }));
    this.svg.replaceChildren(...nodes);
    const last = values.length - 1;
    text(this.top, `top: ${this.unit(highest)}`);
    const shown = index === null ? last : index;
    const value = shown < 0 ? "–" : this.unit(values[shown]) + (ceiling ? ` of ${ceiling[shown]}` : "");
    text(this.output, index === null ? value : `${clock(at[index])}: ${value}`);
    const most = values.length ? this.unit(Math.max(...values)) : "nothing";
    this.svg.setAttribute("aria-label", `${this.title} in the last 15 minutes: now ${value}, at most ${most}`);
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    this.pointed = (event.clientX - box.left) / box.width;
    this.paint();
  }

  index() {
    const at = this.data.at;
    if (this.pointed === null || this.pointed === undefined || at.length === 0) return null;
    const time = at[at.length - 1] - (1 - this.pointed) * lengthMs;
    let best = 0;
    for (let i = 1; i < at.length; i++) if (Math.abs(at[i] - time) < Math.abs(at[best] - time)) best = i;
    return best;
  }

}

// Tables --------------------------------------------------------------------------------------------------------------

class Table {

  constructor(title, of, columns, expand) {
    this.columns = columns;
    this.expand = expand;
    this.rows = new Map();
    this.order = { column: 0, down: true };
    this.heads = columns.map((column, i) => make("th", { scope: "col" },
      make("button", { type: "button", text: column.name, onclick: () => this.sort(i) })));
    if (expand) this.heads.push(make("th", { scope: "col" }, make("span", { text: "Stack" })));
    this.caption = make("caption", { text: title });
    this.title = title;
    this.body = make("tbody");
    this.empty = make("p", { class: "none" });
    this.table = make("table", {}, this.caption, make("thead", {}, make("tr", {}, ...this.heads)), this.body);
    this.node = make("div", { class: "scroll people", tabindex: "0", role: "region", "aria-label": `${title}, ${of}` }, this.table, this.empty);
    this.mark();
  }

  sort(column) {
    this.order = { column, down: this.order.column === column ? !this.order.down : column === 0 };
    this.mark();
    this.update(this.items, this.nobody);
  }

  mark() {
    this.columns.forEach((column, i) => {
      if (i === this.order.column) this.heads[i].setAttribute("aria-sort", this.order.down ? "descending" : "ascending");
      else this.heads[i].removeAttribute("aria-sort");
    });
  }

  update(items, nobody) {
    this.items = items;
    this.nobody = nobody;
    text(this.caption, `${this.title} (${items.length})`);
    const value = this.columns[this.order.column].value;
    const sorted = [...items].sort((a, b) => {
      const [one, two] = [value(a) ?? "", value(b) ?? ""];
      return (one < two ? -1 : one > two ? 1 : 0) * (this.order.down ? -1 : 1);
    });
    const seen = new Map();
    const wanted = [];
    for (const item of sorted) {
      const base = `${item.thread} ${item.borrowedAt || item.from || ""}`;
      const count = (seen.get(base) || 0) + 1;
      seen.set(base, count);
      const key = `${base} ${count}`;
      const row = this.rows.get(key) || this.add(key);
      row.item = item;
      this.columns.forEach((column, i) => text(row.cells[i], column.show ? column.show(item) : String(column.value(item) ?? "–")));
      wanted.push(row.line, row.more);
      row.used = true;
    }
    for (const [key, row] of this.rows) {
      if (!row.used) this.rows.delete(key);
      row.used = false;
    }
    // Rows that stay are not touched, so that neither the focus nor a selection is lost
    const nodes = wanted.filter(Boolean);
    for (const old of [...this.body.children]) if (!nodes.includes(old)) old.remove();
    nodes.forEach((node, i) => { if (this.body.children[i] !== node) this.body.insertBefore(node, this.body.children[i] || null); });
    show(this.table.tHead, items.length > 0);
    show(this.empty, items.length === 0);
    text(this.empty, nobody);
  }

  add(key) {
    const row = { cells: this.columns.map((column) => make("td", { class: column.number ? "number" : "" })), more: null };
    row.line = make("tr", {}, ...row.cells);
    if (this.expand) {
      const content = make("pre", { tabindex: "0", "aria-label": "Stack" });
      row.more = make("tr", { hidden: "" }, make("td", { colspan: this.columns.length + 1 }, content));
      const button = make("button", { type: "button", class: "more", text: "Show", "aria-expanded": "false", onclick: async () => {
        const open = row.more.hidden;
        button.setAttribute("aria-expanded", String(open));
        text(button, open ? "Hide" : "Show");
        show(row.more, open);
        if (open) text(content, (await this.expand(row.item)) || "The connection has been given back meanwhile.");
      } });
      row.line.append(make("td", {}, button));
    }
    this.rows.set(key, row);
    return row;
  }

}

function holdersTable(of, expand) {
  return new Table("Who holds a connection", of, [
    { name: "Held", number: true, value: (h) => h.heldMs, show: (h) => span(h.heldMs) },
    { name: "Thread", value: (h) => h.thread + (h.virtual ? " (virtual)" : "") },
    { name: "Does", value: (h) => h.doing.replaceAll("-", " ") + (h.connectionType ? `, ${h.connectionType}` : "") },
    { name: "Borrowed at", value: (h) => h.borrowedAt },
    { name: "Is at", value: (h) => h.now }], expand);
}

function waitersTable(of) {
  return new Table("Who waits for one", of, [
    { name: "Waits", number: true, value: (w) => w.waitedMs, show: (w) => span(w.waitedMs) },
    { name: "Thread", value: (w) => w.thread + (w.virtual ? " (virtual)" : "") },
    { name: "Wants it at", value: (w) => w.from }]);
}

// Pools ---------------------------------------------------------------------------------------------------------------

class Pool {

  constructor(kind, name) {
    this.kind = kind;
    this.name = name;
    this.path = KINDS[kind].path && `${KINDS[kind].path}/${encodeURIComponent(name)}`;
    this.pill = make("span", { class: "pill" });
    this.verdict = make("p", { class: "verdict" });
    this.advice = make("ul", { class: "advice" });
    this.evidence = make("ul", { class: "advice" });
    this.why = make("details", {}, make("summary", { text: "What was seen" }), this.evidence);
    this.connections = new Chart("Connections in use", (value) => String(Math.round(value)));
    this.waiting = new Chart("Callers waiting", (value) => String(Math.round(value)));
    this.acquire = new Chart("Wait for a connection, 95%", span);
    this.numbers = make("p", { class: "note" });
    this.holders = holdersTable(name, async (holder) => this.stack(holder));
    this.waiters = waitersTable(name);
    this.calls = make("p", { class: "note" });
    this.incidents = make("ol", { class: "incidents" });
    this.incidentsPart = make("div", {}, make("h3", { text: "Incidents" }), this.incidents);
    this.server = make("div", { hidden: "" });
    this.budget = make("div", { hidden: "" });
    this.settings = make("tbody");
    this.buttons = [];
    const bar = make("div", { class: "bar" }, make("h2", { text: name }), make("span", { class: "kind", text: KINDS[kind].word }), this.pill,
      make("span", { class: "space" }));
    if (kind === "db") {
      this.buttons.push(make("button", { type: "button", hidden: "", text: "Resize", onclick: () => this.resize() }),
        make("button", { type: "button", hidden: "", text: "Renew connections", onclick: () => this.evict() }));
      bar.append(...this.buttons);
    }
    this.node = make("section", { class: "card", "aria-label": `${KINDS[kind].word} ${name}` }, bar, this.verdict, this.advice, this.why,
      make("div", { class: "charts" }, this.connections.node, this.waiting.node, this.acquire.node), this.numbers,
      make("div", { class: "who" }, this.holders.node, this.waiters.node), this.calls, this.incidentsPart, this.server, this.budget,
      make("details", {}, make("summary", { text: "Settings and where they come from" }), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Settings of ${name}` },
        make("table", {}, make("thead", {}, make("tr", {}, ...["Setting", "Value", "From"].map((head) => make("th", { scope: "col", text: head })))), this.settings))));
  }

  update(pool, incidents) {
    this.current = pool;
    const wrong = pool.verdict && pool.verdict.cause !== "none";
    this.node.classList.toggle("wrong", Boolean(wrong));
    text(this.pill, STATUS[pool.status] || pool.status);
    this.pill.className = `pill ${pool.status}`;
    text(this.verdict, wrong ? `${CAUSES[pool.verdict.cause] || pool.verdict.cause}, since ${day(pool.verdict.since)}. ${sentence(pool)}` : sentence(pool));
    list(this.advice, wrong ? pool.verdict.advice : []);
    list(this.evidence, wrong ? pool.verdict.evidence : []);
    show(this.why, Boolean(wrong));
    const samples = history.get(`${this.kind} ${this.name}`);
    if (samples) {
      const max = samples.max.length ? samples.max[samples.max.length - 1] : 0;
      this.connections.update(samples.at, samples.active, samples.max, [["warn", samples.warning * max], ["bad", samples.critical * max]], incidents);
      this.waiting.update(samples.at, samples.waiting, null, [], incidents);
      this.acquire.update(samples.at, samples.p95, null, [], incidents);
    }
    const tracked = pool.holders !== undefined;
    text(this.numbers, tracked ? `In the last minute: wait ${span(pool.acquire.p50Ms)} median, ${span(pool.acquire.p99Ms)} 99%; hold ${span(pool.hold.p50Ms)} median, `
      + `${span(pool.hold.p99Ms)} 99%. Since the start: ${plural(pool.acquire.timeouts, "timeout")}, ${pool.acquire.rejected} rejected.`
      : "Who uses this pool is not known: it had started before it could be tracked.");
    this.holders.update(pool.holders || [], tracked ? "Nobody holds a connection." : "Not known.");
    this.waiters.update(pool.waiters || [], tracked ? "Nobody waits." : "Not known.");
    const calls = pool.callsWhileHolding || [];
    text(this.calls, calls.length ? "Called while a connection is held: " + calls.map((call) => `${call.service} ${call.count} ×${call.sites.length ? " at " + call.sites.join(", ") : ""}`).join("; ") : "");
    this.listIncidents(incidents);
    this.showServer(pool.server);
    this.showBudget(pool.budget);
    const rows = Object.entries(pool.settings || {});
    if (rows.length !== this.settings.children.length || rows.some(([, s], i) => this.settings.children[i].cells[1].textContent !== String(s.value))) {
      this.settings.replaceChildren(...rows.map(([key, setting]) => make("tr", {}, make("td", { class: "code", text: key }),
        make("td", { class: "code", text: String(setting.value) }), make("td", { text: setting.origin }))));
    }
    this.buttons.forEach((button) => show(button, Boolean(this.path) && actions.includes("dbpool")));
  }

  listIncidents(incidents) {
    show(this.incidentsPart, incidents.length > 0);
    const key = JSON.stringify(incidents);
    if (key === this.listed) return;
    this.listed = key;
    this.incidents.replaceChildren(...incidents.map((incident) => make("li", {}, make("button", { type: "button",
      text: `${day(incident.at)}, ${lasted(incident)}: ${CAUSES[incident.cause] || incident.cause}. ${incident.summary}`,
      onclick: () => this.picture(incident) }))));
  }

  async picture(summary) {
    const all = await read(`${this.path}/incidents`);
    const incident = all && all.find((one) => one.at === summary.at);
    if (!incident) return;
    const holders = holdersTable("then", async (holder) => (holder.stack || []).join("\n"));
    const waiters = waitersTable("then");
    holders.update(incident.holders, "Nobody held a connection.");
    waiters.update(incident.waiters, "Nobody waited.");
    const advice = make("ul", { class: "advice" });
    const evidence = make("ul", { class: "advice" });
    list(advice, incident.verdict.advice);
    list(evidence, incident.verdict.evidence);
    const c = incident.connections;
    text(byId("picture-title"), `${this.name}, ${day(incident.at)}: ${CAUSES[incident.verdict.cause] || incident.verdict.cause}`);
    byId("picture-content").replaceChildren(make("p", { class: "verdict", text: incident.verdict.summary }), make("h3", { text: "What to do" }), advice,
      make("h3", { text: "What was seen" }), evidence,
      make("p", { class: "note", text: `It lasted ${lasted(incident)}. ${c.active} of ${plural(c.max, "connection")} in use when it began; `
        + `at most ${plural(incident.mostWaiting, "caller")} waited, ${plural(incident.timeouts, "timeout")}, ${incident.rejected} rejected.` }),
      holders.node, waiters.node);
    byId("picture").showModal();
  }

  async stack(holder) {
    const pool = this.path && await read(this.path);
    const same = ((pool && pool.holders) || []).filter((one) => one.thread === holder.thread && one.borrowedAt === holder.borrowedAt);
    same.sort((a, b) => Math.abs(a.heldMs - holder.heldMs) - Math.abs(b.heldMs - holder.heldMs));
    return same.length ? (same[0].stack.join("\n") || "Its thread runs none of the application's code.") : "";
  }

  showServer(server) {
    const known = server && server.limit;
    show(this.server, Boolean(known || (server && server.note)));
    if (!known) {
      if (server && server.note) this.server.replaceChildren(make("h3", { text: "Server" }), make("p", { class: "note", text: server.note }));
      return;
    }
    const shares = Object.entries(server.byApplication || {}).sort((a, b) => b[1] - a[1]);
    const rest = Math.max(0, (server.inUse || 0) - shares.reduce((sum, one) => sum + one[1], 0));
    const words = shares.map(([name, count]) => `${name} ${count}`).concat(rest ? [`others ${rest}`] : []).join(", ");
    this.server.replaceChildren(make("h3", { text: "Server" }),
      segments(shares.map(([name, count]) => [count, name]).concat([[rest, "others"]]), server.limit - (server.inUse || 0)),
      make("p", { class: "note", text: `${server.product || "The server"}: ${server.inUse ?? "?"} of ${server.limit} connections in use (${server.limitedBy})`
        + `${words ? ": " + words : ""}. ${server.maxSafeReplicas ? `${plural(server.maxSafeReplicas, "replica")} like this one fit. ` : ""}As of ${server.checkedAt ? clock(server.checkedAt) : "?"}.` }));
  }

  showBudget(budget) {
    const known = budget && budget.total && budget.share !== undefined;
    show(this.budget, Boolean(known));
    if (!known) return;
    const others = Math.max(0, (budget.instances || 1) - 1);
    const left = Math.max(0, budget.total - budget.share);
    const parts = [[budget.share, "this instance"]];
    for (let i = 0; i < others; i++) parts.push([left / others, "another instance"]);
    this.budget.replaceChildren(make("h3", { text: "Budget" }), segments(parts, others ? 0 : left, true),
      make("p", { class: "note", text: `This instance may have ${budget.share} of ${plural(budget.total, "connection")}, ${plural(budget.instances || 1, "instance")} share them (${budget.mode})`
        + `${budget.floor !== undefined ? `; without a lease it keeps ${budget.floor}` : ""}${budget.leaseExpiresInMs !== undefined ? `; its lease lasts ${span(budget.leaseExpiresInMs)}` : ""}.` }));
  }

  resize() {
    ask({ title: `Resize ${this.name}`, text: "Sets the most connections until the next start. Idle ones above it are closed now, borrowed ones when they come back.",
      label: "Most connections", value: this.current.connections.max, yes: "Resize", act: (max) => post(this.path, { action: "resize", max }, `${this.name} has at most ${max} connections now.`) });
  }

  evict() {
    ask({ title: `Renew the connections of ${this.name}`, text: "Closes all connections and opens new ones: idle ones now, borrowed ones when they come back.",
      yes: "Renew", act: () => post(this.path, { action: "evict" }, `The connections of ${this.name} are being renewed.`) });
  }

}

function list(node, lines) {
  if (node.children.length === lines.length && lines.every((line, i) => node.children[i].textContent === line)) return;
  node.replaceChildren(...lines.map((line) => make("li", { text: line })));
}

function segments(parts, free, first) {
  const bar = make("div", { class: "segments", "aria-hidden": "true" });
  parts.filter(([size]) => size > 0).forEach(([size, title], i) => {
    const part = make("span", { title, class: first && i === 0 ? "ours" : "" });
    part.style.flexGrow = String(size);
    bar.append(part);
  });
  const rest = make("span", { class: "free" });
  rest.style.flexGrow = String(Math.max(0, free));
  bar.append(rest);
  return bar;
}

// Breakers ------------------------------------------------------------------------------------------------------------

class Tile {

  constructor(name) {
    this.name = name;
    this.path = PATHS.breakers && `${PATHS.breakers}/${encodeURIComponent(name)}`;
    this.pill = make("span", { class: "pill" });
    this.kind = make("span", { class: "kind" });
    this.words = make("p", { class: "words" });
    this.failure = make("p", { class: "note" });
    this.calls = make("p", { class: "note" });
    this.transitions = make("ul", { class: "advice" });
    this.buttons = make("div", { class: "bar", hidden: "" },
      make("button", { type: "button", text: "Open", onclick: () => this.open() }),
      make("button", { type: "button", text: "Close", onclick: () => this.set("closed", "Close", "Lets calls through and counts failures from zero.") }),
      make("button", { type: "button", text: "Disable", onclick: () => this.set("disabled", "Disable", "Lets calls through and judges none, until you close it again.") }));
    this.node = make("li", { class: "tile" }, make("div", { class: "bar" }, make("h3", { text: name }), this.kind, make("span", { class: "space" }), this.pill),
      this.words, this.failure, this.calls, make("details", {}, make("summary", { text: "Changes" }), this.transitions), this.buttons);
  }

  update(breaker, now) {
    this.current = breaker;
    this.retryAt = breaker.retryInMs === undefined ? null : now + breaker.retryInMs;
    text(this.kind, breaker.kind);
    text(this.pill, breaker.state);
    this.pill.className = `pill ${breaker.state}`;
    this.count();
    const failure = breaker.lastFailure;
    text(this.failure, failure ? `Last failure at ${day(failure.at)}: ${failure.error}` : "No failure yet.");
    const calls = breaker.calls;
    text(this.calls, `${calls.successful} succeeded, ${calls.failed} failed, ${calls.slow} slow, ${calls.rejected} rejected`);
    list(this.transitions, [...breaker.transitions].reverse().map((one) => `${day(one.at)}: ${one.from} → ${one.to}, ${one.reason}`));
    show(this.buttons, Boolean(this.path) && actions.includes("breakers"));
  }

  count() {
    const left = this.retryAt === null ? null : Math.max(0, this.retryAt - Date.now());
    text(this.words, (STATES[this.current.state] || this.current.state) + (left === null ? "" : `; next try in ${Math.ceil(left / 1000)} s`));
  }

  open() {
    ask({ title: `Open ${this.name}`, text: "Rejects all calls at once for this time, on this instance.", label: "Seconds", value: 60, yes: "Open",
      act: (seconds) => post(this.path, { state: "open", forMs: seconds * 1000 }, `${this.name} rejects calls for ${seconds} s.`) });
  }

  set(state, word, explanation) {
    ask({ title: `${word} ${this.name}`, text: explanation, yes: word, act: () => post(this.path, { state }, `${this.name} is ${state} now.`) });
  }

}

// Actions -------------------------------------------------------------------------------------------------------------

function ask({ title, text: explanation, label, value, yes, act }) {
  text(byId("ask-title"), title);
  text(byId("ask-text"), explanation);
  text(byId("ask-yes"), yes);
  text(byId("ask-label"), label || "");
  show(byId("ask-field"), Boolean(label));
  byId("ask-number").value = value ?? "";
  byId("ask-yes").onclick = () => {
    const number = Number(byId("ask-number").value);
    if (label && !(number >= 1)) {
      byId("ask-number").focus();
      return;
    }
    byId("ask").close();
    act(number);
  };
  byId("ask").showModal();
}

async function post(path, body, done) {
  const headers = { "Content-Type": "application/json", "Accept": "application/json" };
  const token = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
  if (token) headers["X-XSRF-TOKEN"] = decodeURIComponent(token.slice("XSRF-TOKEN=".length));
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.ok) return tell(done);
    const problem = await answer.json().catch(() => ({}));
    return tell(problem.error && answer.status === 400 ? `Not done: ${problem.error}` : `Not done: the application answers ${answer.status}${answer.status === 403 || answer.status === 401 ? ", you are not allowed to" : ""}.`);
  }
  catch (failure) {
    return tell(`Not done: the application does not answer (${failure.message}).`);
  }
}

function tell(words) {
  text(byId("done"), words);
  show(byId("done"), true);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => show(byId("done"), false), 10000);
  poll();
}

// Polling -------------------------------------------------------------------------------------------------------------

async function read(path) {
  const answer = await fetch(path, { headers: { "Accept": "application/json" } });
  if (!answer.ok) throw new Error(`the application answers ${answer.status}`);
  return answer.json();
}

function remember(answer) {
  lengthMs = answer.lengthMs;
  for (const [kind, byName] of Object.entries(answer.pools)) {
    for (const [name, series] of Object.entries(byName)) {
      const key = `${kind} ${name}`;
      const kept = history.get(key) || { at: [], active: [], max: [], waiting: [], p95: [] };
      const more = series.samples;
      kept.at.push(...more.at);
      kept.active.push(...more.active);
      kept.max.push(...more.max);
      kept.waiting.push(...more.waiting);
      kept.p95.push(...more.acquireP95Ms);
      const last = kept.at[kept.at.length - 1] || 0;
      const old = kept.at.findIndex((time) => time > last - lengthMs);
      for (const column of ["at", "active", "max", "waiting", "p95"]) kept[column].splice(0, Math.max(0, old));
      kept.warning = series.warning;
      kept.critical = series.critical;
      since = Math.max(since, last);
      history.set(key, kept);
    }
  }
}

function render(summary) {
  // Not within a page of somebody else, who could lead clicks to the buttons
  actions = window.top === window.self ? summary.actions : [];
  text(byId("application"), summary.application);
  document.title = `${summary.status === "healthy" || summary.status === "not-started" ? "" : "● "}${summary.application}: ${STATUS[summary.status] || summary.status}`;
  const pill = byId("overall").firstElementChild;
  text(pill, STATUS[summary.status] || summary.status);
  pill.className = `pill ${summary.status}`;
  const found = new Set();
  for (const [kind, { key }] of Object.entries(KINDS)) {
    for (const [name, pool] of Object.entries((summary[key] && summary[key].pools) || {})) {
      const id = `${kind} ${name}`;
      found.add(id);
      if (!pools.has(id)) {
        pools.set(id, new Pool(kind, name));
        byId("pools").append(pools.get(id).node);
      }
      pools.get(id).update(pool, ((summary.incidents[kind] || {})[name]) || []);
    }
  }
  for (const [id, pool] of pools) {
    if (!found.has(id)) {
      pool.node.remove();
      pools.delete(id);
    }
  }
  const breakers = Object.entries((summary.breakers && summary.breakers.breakers) || {});
  show(byId("breakers"), breakers.length > 0);
  for (const [name, breaker] of breakers) {
    if (!tiles.has(name)) {
      tiles.set(name, new Tile(name));
      byId("tiles").append(tiles.get(name).node);
    }
    tiles.get(name).update(breaker, Date.now());
  }
  const hidden = [["db-pool", summary.dbPool], ["redis-pool", summary.redisPool], ["breakers", summary.breakers]].filter(([, part]) => !part).map(([name]) => name);
  if (hidden.length === 3) problem("The endpoints dbpool, redispool and breakers are not exposed: add them to management.endpoints.web.exposure.include.");
}

function problem(words) {
  show(byId("problem"), Boolean(words));
  text(byId("problem"), words || "");
}

let polling = null;

function poll() {
  clearTimeout(poll.timer);
  polling = polling || look().finally(() => {
    polling = null;
    if (!paused && !document.hidden) poll.timer = setTimeout(poll, POLL_MS);
  });
}

async function look() {
  try {
    const summary = await read(`${PATHS.resilience}?since=${since}`);
    remember(summary.history);
    problem("");
    render(summary);
    failedSince = null;
    lastGood = summary.at;
  }
  catch (failure) {
    failedSince = failedSince || Date.now();
    problem(`No answer since ${clock(failedSince)} (${failure.message}).${lastGood ? ` What you see is from ${clock(lastGood)}.` : ""}`);
  }
}

setInterval(() => {
  if (document.hidden) return;
  tiles.forEach((tile) => tile.count());
  text(byId("freshness"), lastGood ? `as of ${clock(lastGood)}` : " ");
}, 1000);
byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  if (!paused) poll();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && !paused) poll(); });
byId("ask-no").addEventListener("click", () => byId("ask").close());
document.querySelector("#picture .close").addEventListener("click", () => byId("picture").close());
poll();

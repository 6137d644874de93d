// The console: news of changed cases by one event stream a browser, drafts, canned replies and keys.
// Pages work without it. A text only ever becomes textContent or a field's value.

const page = (id) => document.getElementById(id);
const words = page("words")?.content.firstElementChild.dataset ?? {};
const part = { headers: { "X-Huzhu-Part": "1" } };
// Never act in the middle of Chinese input; Safari ends the composition before the key, but marks it 229.
const composing = (event) => event.isComposing || event.keyCode === 229;

// ---- Clocks in words

function span(seconds) {
  const minutes = Math.ceil(Math.abs(seconds) / 60);
  const [unit, count] = minutes < 60 ? ["minutes", minutes] : minutes < 2880
    ? ["hours", Math.floor(minutes / 60)] : ["days", Math.floor(minutes / 1440)];
  return words[count === 1 ? `${unit}_one` : unit].replace("{n}", count);
}
function tick() {
  for (const clock of document.querySelectorAll("[data-due]")) {
    const left = (new Date(clock.dataset.due) - Date.now()) / 1000;
    clock.textContent = (left >= 0 ? words.left : words.over).replace("{span}", span(left));
    clock.classList.toggle("late", left < 0);
  }
  const lease = page("lease");
  if (!lease?.dataset.lease) return;
  const left = (new Date(lease.dataset.lease) - Date.now()) / 1000;
  const said = left > 0 ? words.lease.replace("{span}", span(left)) : words.lease_over;
  if (lease.textContent !== said) lease.textContent = said;
  lease.classList.toggle("soon", left < 120);
  // Spoken once, when two minutes are left.
  if (left < 120 && !lease.role) lease.role = "alert";
}

// ---- What changed: the page is fetched anew and its parts are put in place; what is typed stays.

let fetching = false;
let again = false;
async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    const answer = await fetch(location.href, part);
    if (answer.status === 401) return location.reload();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-part]")) {
      const made = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
      if (!made || made.innerHTML === old.innerHTML) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement.closest("li")?.id : null;
      old.replaceChildren(...document.importNode(made, true).childNodes);
      if (focused) page(focused)?.querySelector("a")?.focus();
    }
    tick();
  } catch { /* The banner tells; the next news or connection fetches again. */ } finally {
    fetching = false;
    if (again) { again = false; refresh(); }
  }
}

// ---- One tab of a browser holds the stream and tells the others: browsers allow six connections to a server.

const bus = "BroadcastChannel" in window ? new BroadcastChannel("huzhu-console") : null;
function hear([kind, value]) {
  if (kind === "live") {
    const wasLost = !page("lost").hidden;
    document.body.dataset.live = value ? "on" : "off";
    page("lost").hidden = value;
    if (value && wasLost) refresh();
  } else if (kind === "escalation") {
    const shown = document.querySelector("[data-case]")?.dataset.case;
    if (page("rows") || document.querySelector('[data-part="rows"]') || shown === value) refresh();
  }
}
let isLeading = false;
let isUp = false;
function tell(news) { hear(news); bus?.postMessage(news); }
function lead() {
  isLeading = true;
  const stream = new EventSource("/live");
  let isWarned = 0;
  stream.addEventListener("open", () => { clearTimeout(isWarned); isWarned = 0; isUp = true; tell(["live", true]); });
  stream.addEventListener("escalation", (event) => tell(["escalation", event.data]));
  stream.onerror = () => {
    isUp = false;
    // Counted from the first failure: each new try of the browser fails anew.
    if (!isWarned) isWarned = setTimeout(() => tell(["live", false]), 1500);
    // A refused stream is not tried again by the browser: fetching the page leads to signing in.
    if (stream.readyState === 2) { setTimeout(() => { stream.close(); refresh(); lead(); }, 2000); }
  };
  addEventListener("pagehide", () => stream.close());
}
if (document.body.classList.contains("console")) {
  if (bus) {
    bus.onmessage = ({ data }) => {
      if (data[0] === "ask") { if (isLeading) bus.postMessage(["live", isUp]); } else hear(data);
    };
    bus.postMessage(["ask"]);
  }
  if (navigator.locks) navigator.locks.request("huzhu-live", () => new Promise(lead)); else lead();
  addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  setInterval(tick, 10000);
  tick();
}

// ---- Keys

const rows = () => [...document.querySelectorAll(".rows li")];
function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  all.forEach((row) => row.classList.toggle("here", row === next));
  next.querySelector("a").focus();
}
addEventListener("keydown", (event) => {
  if (composing(event)) return;
  if (event.key === "Escape" && event.shiftKey) {
    document.body.classList.toggle("hidden-screen");
    event.preventDefault();
    return;
  }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "c") (document.querySelector(".here button") ?? page("claim") ?? document.querySelector(".rows button"))?.click();
  else if (event.key === "?") page("keys")?.showModal();
  else if (event.key === "/" && page("reply")) { event.preventDefault(); page("reply").focus(); open(""); }
});
page("keys-link")?.addEventListener("click", (event) => { event.preventDefault(); page("keys").showModal(); });

// ---- The reply box: a draft that stays, canned replies, and sending by keys.

const box = page("reply");
const list = page("canned");
let shown = [];
let picked = 0;
let open = () => {};
if (box) {
  const form = page("replyform");
  const key = `huzhu.draft.${document.querySelector("[data-case]").dataset.case}`;
  const memory = { get: () => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (text) => { try { if (text) localStorage.setItem(key, text); else localStorage.removeItem(key); } catch { /* forgotten */ } } };
  const kept = memory.get();
  if (kept && !box.value) { box.value = kept; page("draft").textContent = words.restored; }
  // A problem is read first; it holds the focus already.
  if (!document.querySelector(".errors")) box.focus();
  const canned = [...page("canned-list").content.children].map((each) => ({ ...each.dataset }));
  const said = [...document.querySelectorAll(".thread .member .text")].at(-1)?.lang;
  const language = said === "en" ? "en" : "zh";

  function draw() {
    list.hidden = !shown.length;
    list.replaceChildren(...shown.map((each, place) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `canned-${place}`;
      item.ariaSelected = String(place === picked);
      item.lang = language;
      item.textContent = `${each.name}: ${each[language]}`;
      item.addEventListener("click", () => { picked = place; take(); });
      return item;
    }));
    for (const each of [box, list]) {
      if (shown.length) each.setAttribute("aria-activedescendant", `canned-${picked}`);
      else each.removeAttribute("aria-activedescendant");
    }
    list.children[picked]?.scrollIntoView({ block: "nearest" });
  }
  open = (wanted) => {
    const word = wanted.toLowerCase().normalize("NFKC");
    shown = canned.filter((each) => each.name.includes(wanted) || `${each.keys} ${each.name}`.toLowerCase().includes(word));
    picked = 0;
    draw();
  };
  function close() { shown = []; if (document.activeElement === list) box.focus(); draw(); }
  function take() {
    const lines = box.value.split("\n");
    if (/^[/／、]/.test(lines.at(-1))) lines.pop();
    box.value = [...lines.filter((line) => line), shown[picked][language]].join("\n");
    memory.set(box.value);
    close();
    box.focus();
  }
  box.addEventListener("input", () => {
    memory.set(box.value);
    const asked = /(?:^|\n)[/／、](\S*)$/.exec(box.value);
    if (asked) open(asked[1]); else close();
  });
  function press(event) {
    if (composing(event)) return;
    if (shown.length && !event.ctrlKey && !event.metaKey) {
      const step = { ArrowDown: 1, ArrowUp: shown.length - 1 }[event.key];
      if (step) { picked = (picked + step) % shown.length; draw(); event.preventDefault(); return; }
      if (event.key === "Enter" || event.key === "Tab") { take(); event.preventDefault(); return; }
      if (event.key === "Escape") { close(); event.preventDefault(); return; }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(`[name="then"][value="${event.shiftKey ? "resolve" : "stay"}"]`));
    }
  }
  box.addEventListener("keydown", press);
  list.addEventListener("keydown", press);
  form.addEventListener("submit", () => memory.set(""));
  addEventListener("pageshow", () => { if (box.value) memory.set(box.value); });
  page("canned-open").hidden = false;
  page("canned-open").addEventListener("click", () => { if (shown.length) close(); else { open(""); list.querySelector("li")?.scrollIntoView({ block: "nearest" }); } });
  const insert = page("insert-crisis");
  if (insert) {
    insert.hidden = false;
    insert.addEventListener("click", () => { box.value = [box.value, page("crisis-text").textContent.trim()].filter(Boolean).join("\n"); memory.set(box.value); box.focus(); });
  }
}

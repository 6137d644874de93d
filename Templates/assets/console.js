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

const shownEntry = document.querySelector("[data-entry]")?.dataset.entry;
const shownCase = document.querySelector("[data-case]")?.dataset.case;

// ---- What changed: the page is fetched anew and its parts are put in place; what is typed stays.

// A page that its reader is leaving is not loaded anew: that would keep them here.
let leftAt = 0;
addEventListener("beforeunload", () => { leftAt = Date.now(); });
function loadAnew() { if (Date.now() - leftAt > 30000) location.reload(); }

let fetching = false;
let again = false;
async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    // What was read when the page was opened: its divider stays where it is.
    const read = page("thread")?.dataset.read;
    const answer = await fetch(location.href, read ? { headers: { "X-Huzhu-Part": read } } : part);
    if (answer.status === 401) return loadAnew();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // The case came back to its reader: the reply box is wanted, and nothing typed stands in the way.
    if (fresh.getElementById("replyform") && !page("replyform") && !page("note")?.value) return loadAnew();
    for (const old of document.querySelectorAll("[data-part]")) {
      const made = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
      if (!made) continue;
      if (made.dataset.revision) old.dataset.revision = made.dataset.revision;
      if (made.innerHTML === old.innerHTML) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement.closest("li")?.id : null;
      old.replaceChildren(...document.importNode(made, true).childNodes);
      if (focused) page(focused)?.querySelector("a")?.focus();
    }
    document.title = fresh.title;
    dispatchEvent(new Event("huzhu-part"));
    showRead();
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
    document.body.dataset.live = value ? "on" : "off";
    page("lost").hidden = value;
    // What changed before the stream was open, or while it was lost for a moment, was told to nobody.
    if (value && !sendNow() && (shownCase || document.querySelector('[data-part="rows"]'))) refresh();
  } else if (kind === "escalation") {
    if (document.querySelector('[data-part="rows"]') || shownCase === value) refresh();
    askNews();
  } else if (kind === "presence") {
    if (shownCase === value) refresh();
  } else if (kind === "entry") {
    if (shownEntry === value) refresh();
  } else if (kind === "count") {
    askNews();
  } else if (kind === "news") {
    document.title = document.title.replace(/^(\(\d+\) )?/, value ? `(${value}) ` : "");
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
  for (const kind of ["escalation", "presence", "entry"]) stream.addEventListener(kind, (event) => tell([kind, event.data]));
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
  addEventListener("visibilitychange", () => { if (!document.hidden) { refresh(); hush(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  setInterval(tick, 10000);
  tick();
}

// ---- What the server still works on is looked at again until it is done

if (document.querySelector("[data-waits]")) {
  const looking = setInterval(() => {
    if (document.querySelector("[data-waits]")) { if (!document.hidden) refresh(); } else clearInterval(looking);
  }, 1500);
}

// ---- Answers that can still be taken back

function countDown() {
  for (const held of document.querySelectorAll(".held")) {
    const left = Math.ceil((new Date(held.dataset.leaves) - Date.now()) / 1000);
    if (left > 0) held.querySelector(".left").textContent = words.held.replace("{n}", left);
    else { held.remove(); refresh(); }
  }
}

// ---- What was read, who is there

const token = () => document.querySelector('input[name="token"]')?.value ?? "";
function post(path, fields, options = {}) {
  return fetch(path, { method: "POST", body: new URLSearchParams({ token: token(), ...fields }), ...options });
}
// A line counts as read once it was on the screen for a moment.
let reading = 0;
let marked = "";
function showRead() {
  if (reading || !shownCase || !document.querySelector(".unread")) return;
  reading = setTimeout(() => {
    reading = 0;
    const last = [...document.querySelectorAll(".thread [data-message]")].at(-1)?.dataset.message;
    if (document.hidden || !last || last === marked) return;
    marked = last;
    post(`/escalations/${shownCase}/read`, { message: last }, part).then(() => tell(["count"])).catch(() => {});
  }, 3000);
}
setInterval(countDown, 500);
showRead();
let typedAt = 0;
function beat() {
  if (document.hidden) return;
  const fields = Date.now() - typedAt < 10000 ? { replying: "1" } : {};
  post(`/escalations/${shownCase}/presence`, fields, part).catch(() => {});
}
if (shownCase) {
  beat();
  setInterval(beat, 5000);
  addEventListener("pagehide", () => navigator.sendBeacon(`/escalations/${shownCase}/presence`,
    new URLSearchParams({ token: token(), gone: "1" })));
}

// ---- Notices by choice: counts alone, and only by the one tab that holds the stream

const chosen = { get: () => { try { return JSON.parse(localStorage.getItem("huzhu.notify")) ?? {}; } catch { return {}; } } };
let known = null;
let calling = 0;
let asking = 0;
function askNews() {
  if (!isLeading) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    try {
      const answer = await fetch("/news", part);
      if (!answer.ok || answer.redirected) return;
      const fresh = await answer.json();
      tell(["news", fresh.unread]);
      const { what = "off" } = chosen.get();
      if (known && what !== "off" && fresh.unread > known.unread) call(words.news_mine);
      else if (known && what === "all" && fresh.open > known.open) call(words.news_queue);
      known = fresh;
    } catch { /* The next news asks again. */ }
  }, 300);
}
function hush() { clearInterval(calling); calling = 0; }
function call(text) {
  if (!document.hidden) return;
  hush();
  const once = () => {
    if (window.Notification?.permission === "granted") new Notification(words.news, { body: text, tag: "huzhu" });
    if (chosen.get().sound) sound();
  };
  once();
  // Again every half minute until somebody looks.
  calling = setInterval(() => { if (document.hidden) once(); else hush(); }, 30000);
}
function sound() {
  if (!window.AudioContext) return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  tone.frequency.value = 660;
  tone.connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.2);
  tone.onended = () => audio.close();
}
const notify = page("notify");
if (notify) {
  notify.hidden = false;
  const { what = "off", sound: isLoud = false } = chosen.get();
  page("notify-what").value = what;
  page("notify-sound").checked = isLoud;
  page("notify-keep").addEventListener("click", async () => {
    const wish = { what: page("notify-what").value, sound: page("notify-sound").checked };
    try { localStorage.setItem("huzhu.notify", JSON.stringify(wish)); } catch { /* Forgotten with the tab. */ }
    let said = words.notify_kept;
    if (wish.what !== "off") {
      if (!window.Notification) said = words.notify_none;
      else if (await Notification.requestPermission() !== "granted") said = words.notify_refused;
    }
    page("notify-said").textContent = said;
  });
}

// Whoever speaks to their device, or types into the wrong window, can do without keys of one letter.
const keysAreOff = () => { try { return localStorage.getItem("huzhu.keys") === "off"; } catch { return false; } };
const oneLetter = page("one-letter");
if (oneLetter) {
  oneLetter.closest("label").hidden = false;
  oneLetter.checked = !keysAreOff();
  oneLetter.addEventListener("change", () => {
    try { localStorage.setItem("huzhu.keys", oneLetter.checked ? "on" : "off"); } catch { /* They stay as they are. */ }
  });
}

// ---- Another language keeps what is typed

const typed = `huzhu.typed.${location.pathname}`;
const fields = () => [...document.querySelectorAll("textarea, .stack input:not([type=hidden], [type=password], [type=file]), [data-keep]")];
document.querySelector(".languages")?.addEventListener("click", () => {
  try { sessionStorage.setItem(typed, JSON.stringify(fields().map((each) => each.type === "checkbox" ? each.checked : each.value))); } catch { /* Typed anew. */ }
});
try {
  const values = JSON.parse(sessionStorage.getItem(typed));
  sessionStorage.removeItem(typed);
  if (values?.length === fields().length) {
    fields().forEach((each, place) => { if (each.type === "checkbox") each.checked = values[place]; else if (values[place]) each.value = values[place]; });
  }
} catch { /* Nothing was kept. */ }

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
const transferForm = () => document.querySelector("form[action$='/transfer']");
addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const { target, key } = event;
  if (key === "Escape" && event.shiftKey) {
    document.body.classList.toggle("hidden-screen");
    event.preventDefault();
    return;
  }
  if (key === "Escape" && target.id === "reply" && !event.defaultPrevented) target.blur();
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches(".more textarea")) target.form.requestSubmit();
  if (key === "Enter" && target === transferForm()?.desk) { event.preventDefault(); transferForm().note.focus(); }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "c") (document.querySelector(".here button") ?? page("claim") ?? document.querySelector(".rows button"))?.click();
  else if (event.key === "?") page("keys")?.showModal();
  else if (event.key === "u") document.querySelector(".take-back")?.click();
  else if (key === "t" && transferForm()) { event.preventDefault(); transferForm().closest("details").open = true; transferForm().desk.focus(); }
  else if (event.key === "/" && page("reply")) { event.preventDefault(); page("reply").focus(); open(""); }
});
page("keys-link")?.addEventListener("click", (event) => { event.preventDefault(); page("keys").showModal(); });

// ---- The reply box: a draft that stays, canned replies, and sending by keys.

const box = page("reply");
const list = page("canned");
let shown = [];
let picked = 0;
let open = () => {};
// Sends what was to be sent while the connection was lost; gives whether there was any.
let sendNow = () => false;
if (box) {
  const form = page("replyform");
  const key = `huzhu.draft.${shownCase}`;
  const memory = { get: () => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (text) => { try { if (text) localStorage.setItem(key, text); else localStorage.removeItem(key); } catch { /* forgotten */ } } };
  const kept = memory.get();
  // What is on this device did not reach the server yet, so it is newer.
  if (kept && kept !== box.value) { box.value = kept; page("draft").textContent = words.restored; }
  let saving = 0;
  // Gives whether the server was reached; only what it has taken is forgotten here.
  async function keep() {
    clearTimeout(saving);
    const text = box.value;
    try {
      const answer = await post(`/escalations/${shownCase}/draft`, { text });
      if (!answer.ok || answer.redirected) { page("draft").textContent = words.kept_here; return true; }
      const lease = await answer.text();
      if (lease) page("lease").dataset.lease = lease;
      if (box.value === text) { memory.set(""); page("draft").textContent = words.kept; }
      tick();
      return true;
    } catch { page("draft").textContent = words.kept_here; return false; }
  }
  function save() {
    memory.set(box.value);
    typedAt = Date.now();
    clearTimeout(saving);
    saving = setTimeout(keep, 500);
  }
  // Whoever types before this runs is heard too.
  if (kept || box.value !== box.defaultValue) save();
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
    save();
    close();
    box.focus();
  }
  box.addEventListener("input", () => {
    if (Date.now() - typedAt > 10000) { typedAt = Date.now(); beat(); }
    save();
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
  // A form that a lost connection swallows takes its words along: it leaves only once the server has them.
  let waiting = null;
  let isHeard = false;
  form.addEventListener("submit", async (event) => {
    clearTimeout(saving);
    if (isHeard || !memory.get()) return;
    event.preventDefault();
    waiting = event.submitter;
    isHeard = await keep();
    if (isHeard) return form.requestSubmit(waiting);
    page("draft").textContent = words.waits;
    setTimeout(sendNow, 3000);
  });
  sendNow = () => { if (waiting && !isHeard) form.requestSubmit(waiting); return Boolean(waiting); };
  page("canned-open").hidden = false;
  page("canned-open").addEventListener("click", () => { if (shown.length) close(); else { open(""); list.querySelector("li")?.scrollIntoView({ block: "nearest" }); } });
  const insert = page("insert-crisis");
  if (insert) {
    insert.hidden = false;
    insert.addEventListener("click", () => { box.value = [box.value, page("crisis-text").textContent.trim()].filter(Boolean).join("\n"); save(); box.focus(); });
  }
}

// ---- What the page of an entry uses of this one

// A part of a page as it is at another address, put in its place here.
async function refreshPart(name, address) {
  const answer = await fetch(address, part);
  if (!answer.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(`[data-part="${name}"]`);
  if (made) document.querySelector(`[data-part="${name}"]`).replaceChildren(...document.importNode(made, true).childNodes);
}
const beatAt = (milliseconds, beat) => setInterval(beat, milliseconds);
export { beatAt, composing, page, part, post, refreshPart };

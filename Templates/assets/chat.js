// The chat page: shows the lines of one group as they arrive, and sends what is typed.
// A line's text and names only ever become textContent; nothing of a line is read as HTML.

const page = (id) => document.getElementById(id);
const group = document.body.dataset.group;
const language = document.documentElement.lang;
const log = page("log");
const text = page("text");
const words = new Map(
  [...page("words").content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]),
);

// ---- What the browser remembers; a browser that forbids it forgets, and the page works all the same.

const memory = (storage) => ({
  get(key) {
    try { return JSON.parse(window[storage].getItem(`huzhu.${key}`)); } catch { return null; }
  },
  set(key, value) {
    try { window[storage].setItem(`huzhu.${key}`, JSON.stringify(value)); } catch { /* forgotten, then */ }
  },
});
const always = memory("localStorage"); // name, country, whether the notice was folded
const thisTab = memory("sessionStorage"); // what is typed and not sent yet, by group

// ---- Lines on the page. An entry is { line, element }, in `lines` by the line's id, which everybody quotes.

const lines = new Map();
const unsent = new Map(); // our own lines the server has not shown us yet, by the id we made
const early = []; // lines that came before we knew who we are
let me = null;

function make(line) {
  const element = page("line").content.firstElementChild.cloneNode(true);
  const entry = { line, element };
  element.querySelector(".text").textContent = line.text;
  element.querySelector(".private-mark").hidden = !line.private;
  element.classList.toggle("private", line.private);
  element.querySelector(".reply").addEventListener("click", () => replyTo(entry));
  element.querySelector(".again").addEventListener("click", () => send(entry));
  element.querySelector(".quote").addEventListener("click", () => lookAt(lines.get(entry.line.in_reply_to)));
  date(entry);
  if (line.kind) {
    element.classList.add("bot");
    element.dataset.kind = line.kind;
    const kind = element.querySelector(".kind");
    kind.textContent = words.get(`kind_${line.kind}`) ?? "";
    kind.hidden = !kind.textContent;
  } else if (line.author === me) {
    element.classList.add("own");
  }
  element.querySelector(".name").textContent = nameOf(line);
  quote(entry);
  return entry;
}

const nameOf = (line) => line.kind ? words.get("bot_name") : line.name || words.get("somebody");
const summary = (line) => `${nameOf(line)}: ${line.text.replace(/\s+/g, " ").slice(0, 120)}`;

function quote({ line, element }) {
  if (!line.in_reply_to) return;
  const quoted = lines.get(line.in_reply_to);
  const button = element.querySelector(".quote");
  Object.assign(button, { hidden: false, disabled: !quoted });
  button.textContent = quoted ? summary(quoted.line) : words.get("quote_missing");
}

function date({ line, element }) {
  const at = new Date(line.at);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = at.toDateString() === new Date().toDateString() ? {} : { month: "numeric", day: "numeric" };
  const shown = element.querySelector("time");
  shown.dateTime = line.at;
  shown.textContent = new Intl.DateTimeFormat(language, { ...day, ...time }).format(at);
}

function lookAt(entry) {
  if (!entry) return;
  entry.element.scrollIntoView({ block: "center" });
  entry.element.classList.remove("looked-at");
  requestAnimationFrame(() => entry.element.classList.add("looked-at"));
}

// Puts a new line before the one that follows it in the history, else by its time; unsent lines stay last.
function place({ line, element }, next = null) {
  let before = next;
  for (let each = log.lastElementChild; !next && each !== page("empty"); each = each.previousElementSibling) {
    if (!each.classList.contains("unsent") && each.querySelector("time").dateTime <= line.at) break;
    before = each;
  }
  log.insertBefore(element, before);
}

// The entry of a line from the server: the one shown already, our own unsent one, or a new one.
function entryOf(line) {
  const known = lines.get(line.id);
  if (known) return known;
  const ours = [...unsent.keys()].find((id) => line.id.endsWith(`-${id}`));
  const entry = unsent.get(ours) ?? make(line);
  lines.set(line.id, entry);
  if (ours) {
    unsent.delete(ours);
    entry.line = line;
    entry.element.classList.remove("unsent");
    date(entry);
    mark(entry, "");
  }
  return entry;
}

function show(line) {
  if (me === null) { early.push(line); return; }
  follow(() => {
    const entry = entryOf(line);
    if (!entry.element.isConnected) place(entry);
  });
}

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

// Changes the log and stays at its end if that is where the reader was.
function follow(change, toEnd = false) {
  const wasAtEnd = toEnd || isAtEnd();
  const before = log.childElementCount;
  change();
  page("empty").hidden = lines.size + unsent.size > 0;
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
  else if (log.childElementCount > before) page("newest").hidden = false;
}

// ---- From the server: the history on every connection, and then each line as it happens.

async function load() {
  const response = await fetch(`/chat/${encodeURIComponent(group)}/messages`);
  if (!response.ok) throw new Error(String(response.status));
  const history = await response.json();
  const isFirst = me === null;
  me = history.me;
  follow(() => {
    const entries = history.lines.map(entryOf);
    for (let i = entries.length - 1; i >= 0; i -= 1) {
      if (!entries[i].element.isConnected) place(entries[i], entries[i + 1]?.element);
    }
    if (isFirst) restoreUnsent();
  }, isFirst);
  early.splice(0).forEach(show);
  log.setAttribute("aria-busy", "false");
}

let pause = 1000;
let alarm = null;
let events = null;

const stop = () => { events = events?.close() ?? null; };

// A browser opens six connections to a server, all tabs together: a page that nobody sees holds none.
function listen() {
  if (events || document.hidden) return;
  const source = events = new EventSource(`/chat/${encodeURIComponent(group)}/events`);
  source.addEventListener("open", () => {
    pause = 1000;
    load().then(() => connected(true), () => { if (source === events) again(); });
  });
  source.addEventListener("line", (event) => show(JSON.parse(event.data)));
  // The browser connects anew by itself, unless the server refused: then we do, ever more patiently.
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED ? again() : connected(false));
}

function again() {
  stop();
  connected(false);
  if (me === null) load().catch(() => { /* shown as lost; tried again below */ });
  setTimeout(listen, pause);
  pause = Math.min(pause * 2, 30000);
}

document.addEventListener("visibilitychange", () => document.hidden ? stop() : listen());

// A short break is not worth a banner.
function connected(isConnected) {
  if (!isConnected) { alarm ??= setTimeout(() => { page("lost").hidden = false; }, 2000); return; }
  clearTimeout(alarm);
  alarm = null;
  page("lost").hidden = true;
}

// ---- To the server: one line after the other, each shown at once and kept until the server has it.

let sending = Promise.resolve();

function send(entry) {
  mark(entry, "sending");
  sending = sending.then(() => post(entry));
}

async function post(entry) {
  let state = "failed";
  try {
    const { ok, status } = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(entry.typed),
      signal: AbortSignal.timeout(15000),
    });
    if (ok) state = "";
    else if (status === 401 || status === 403) state = "failed_session";
    else if (status < 500 && status !== 429) state = "failed_refused";
  } catch { /* nobody answered: failed, and the same id makes trying again safe */ }
  if (unsent.has(entry.typed.id)) mark(entry, state);
}

function mark(entry, state) {
  const { line, element } = entry;
  entry.isSent = state === "";
  element.classList.toggle("failed", state.startsWith("failed"));
  element.querySelector(".state").textContent = words.get(state) ?? "";
  element.querySelector(".again").hidden = !state.startsWith("failed");
  element.querySelector(".reply").hidden = !lines.has(line.id);
  keepUnsent();
}

function write(typed, at) {
  const entry = Object.assign(make({ ...typed, author: me, in_reply_to: typed.reply_to, at }), { typed });
  entry.element.classList.add("own", "unsent");
  unsent.set(typed.id, entry);
  log.append(entry.element);
  return entry;
}

function keepUnsent() {
  if (me === null) return; // what an earlier visit left is not taken up yet
  const kept = [...unsent.values()].filter((entry) => !entry.isSent);
  thisTab.set(`unsent.${group}`, kept.map(({ typed, line }) => ({ typed, at: line.at })));
}

function restoreUnsent() {
  for (const { typed, at } of thisTab.get(`unsent.${group}`) ?? []) {
    const isThere = unsent.has(typed.id) || [...lines.keys()].some((id) => id.endsWith(`-${typed.id}`));
    if (!isThere) mark(write(typed, at), "failed");
  }
}

// ---- Writing

let repliedTo = null;

function replyTo(entry) {
  repliedTo = entry;
  page("replying").hidden = !entry;
  if (!entry) return;
  page("replying-text").textContent = summary(entry.line);
  if (entry.line.private) setPrivate(true); // what began in private goes on in private
  text.focus();
}

function setPrivate(isPrivate) {
  page("private").checked = isPrivate;
  page("composer").classList.toggle("private", isPrivate);
  text.placeholder = words.get(isPrivate ? "placeholder_private" : "placeholder");
  thisTab.set(`private.${group}`, isPrivate);
}

function submit() {
  const name = page("name").value.trim();
  page("problem").hidden = name !== "";
  if (!name) {
    page("problem").textContent = words.get("name_missing");
    page("who").open = true;
    page("name").focus();
  }
  if (!name || !text.value.trim()) return;
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const typed = { id, group, name, text: text.value.trim(), private: page("private").checked };
  if (page("country").value) typed.country = page("country").value;
  if (repliedTo) typed.reply_to = repliedTo.line.id;
  follow(() => send(write(typed, new Date().toISOString())), true);
  replyTo(null);
  text.value = "";
  typing();
  page("who").open = false;
  text.focus();
}

function typing() {
  text.rows = Math.min(5, text.value.split("\n").length); // for browsers without field-sizing
  thisTab.set(`draft.${group}`, text.value);
}

// Enter sends, but never the Enter that ends a composition of Chinese; browsers tell it in three different ways.
let composed = -Infinity;
text.addEventListener("compositionend", (event) => { composed = event.timeStamp; });
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  if (event.isComposing || event.keyCode === 229 || event.timeStamp - composed < 60) return;
  event.preventDefault();
  submit();
});
text.addEventListener("focus", () => { if (innerWidth < 896) page("notice").open = false; });
text.addEventListener("input", typing);
page("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
page("private").addEventListener("change", (event) => { setPrivate(event.target.checked); text.focus(); });
page("replying-cancel").addEventListener("click", () => { replyTo(null); text.focus(); });
page("mention").addEventListener("click", () => {
  const isAfterWord = /\S$/.test(text.value.slice(0, text.selectionStart));
  text.setRangeText(`${isAfterWord ? " " : ""}@互助 `, text.selectionStart, text.selectionEnd, "end");
  typing();
  text.focus();
});
page("newest").addEventListener("click", () => { log.scrollTop = log.scrollHeight; });
log.addEventListener("scroll", () => { if (isAtEnd()) page("newest").hidden = true; });

// ---- Who we are

function showWho() {
  const name = page("name").value.trim();
  const chosen = page("country").selectedOptions[0];
  const country = chosen?.value ? ` · ${chosen.textContent}` : "";
  page("who-is").hidden = !name;
  page("who-name").textContent = name ? name + country : words.get("who_unknown");
  if (name) page("problem").hidden = true;
  always.set("name", page("name").value);
  always.set("country", page("country").value);
}

// Country names in the page's language, in its order; the page itself has them in two languages for old browsers.
function nameCountries() {
  if (!Intl.DisplayNames) return;
  const select = page("country");
  const names = new Intl.DisplayNames([language], { type: "region", style: "short" });
  const options = [...select.options].slice(1);
  options.forEach((option) => { option.textContent = names.of(option.value); });
  select.append(...options.sort((a, b) => a.textContent.localeCompare(b.textContent, language)));
}

nameCountries();
document.querySelector(".groups [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
page("name").value = always.get("name") ?? "";
page("country").value = always.get("country") ?? "";
page("name").addEventListener("input", showWho);
page("country").addEventListener("change", showWho);
showWho();
page("who").open = page("name").value.trim() === "";
page("notice").open = always.get("notice") !== "folded";
page("notice").addEventListener("toggle", (event) => always.set("notice", event.target.open ? "open" : "folded"));
text.value = thisTab.get(`draft.${group}`) ?? "";
setPrivate(thisTab.get(`private.${group}`) ?? false);
typing();
listen();

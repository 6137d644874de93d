// The editor of an entry: what is typed is kept, its preview follows, and a second editor is seen. The page works without it.
import { beatAt, composing, page, part, post, refreshPart } from "/assets/console.js";

const form = page("entry-form");
const id = page("entry").dataset.entry;
const words = page("faq-words").content.firstElementChild.dataset;
let typedAt = 0;
let isSent = false;
let keeping = 0;
let previewing = 0;
let asked = 0;

const fields = () => new URLSearchParams(new FormData(form));
async function keep() {
  if (isSent) return;
  try {
    const answer = await fetch(`/faq/${id}/typed`, { method: "POST", body: fields(), keepalive: true, ...part });
    if (!answer.ok || answer.redirected) throw answer.status;
    page("kept").textContent = words.kept.replace("{time}", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  } catch { page("kept").textContent = words.failed; }
}
async function preview() {
  const turn = ++asked;
  try {
    const answer = await fetch(`/faq/${id}/preview`, { method: "POST", body: fields(), ...part });
    if (!answer.ok || answer.redirected || turn !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn === asked) page("previews").replaceChildren(...document.importNode(fresh.body, true).childNodes);
  } catch { /* The next key asks again. */ }
}
form.addEventListener("input", () => {
  if (Date.now() - typedAt > 10000) { typedAt = Date.now(); beat(); }
  typedAt = Date.now();
  clearTimeout(previewing);
  clearTimeout(keeping);
  previewing = setTimeout(preview, 120);
  keeping = setTimeout(keep, 700);
});
// What was typed before this script ran counts as typed.
if ([...form.querySelectorAll('textarea, input:not([type="hidden"])')].some((each) => each.value !== each.defaultValue)) form.dispatchEvent(new Event("input"));
form.addEventListener("submit", () => { isSent = true; clearTimeout(keeping); });
form.addEventListener("keydown", (event) => {
  if (!composing(event) && event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
});

// Slots are put where the cursor is in the answer that was left last.
let last = form.querySelector('[name^="answer_"]');
form.addEventListener("focusin", (event) => { if (event.target.name?.startsWith("answer_")) last = event.target; });
for (const each of form.querySelectorAll(".slot")) {
  each.hidden = false;
  each.nextElementSibling.hidden = true;
  each.addEventListener("click", () => {
    last.setRangeText(`{{${each.dataset.slot}}}`, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    form.dispatchEvent(new Event("input"));
  });
}

// Who else is here, and whether somebody saved meanwhile.
const shown = form.querySelector('[name="seen"]').value;
function beat() {
  if (document.hidden || id === "new") return;
  post(`/faq/${id}/presence`, Date.now() - typedAt < 10000 ? { replying: "1" } : {}, part).catch(() => {});
}
function look() {
  const newest = document.querySelector('[data-part="facts"]')?.dataset.revision;
  if (page("moved-on")) page("moved-on").hidden = !newest || newest === shown;
}
if (id !== "new") {
  beat();
  beatAt(5000, beat);
  addEventListener("pagehide", () => navigator.sendBeacon(`/faq/${id}/presence`, new URLSearchParams({ token: form.token.value, gone: "1" })));
  addEventListener("huzhu-part", look);
}

// The button of a schedule names its effect as soon as a time is chosen.
const when = page("when-form");
function nameEffect() {
  if (when.at.value) refreshPart("when", `/faq/${id}?${new URLSearchParams(new FormData(when))}`);
}
if (when) {
  when.addEventListener("change", nameEffect);
  // News of others brought the part as it is without a time.
  addEventListener("huzhu-part", nameEffect);
  when.querySelector("button").hidden = true;
}

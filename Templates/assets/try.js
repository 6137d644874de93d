// The box of the page that tries questions: the arrows bring back what was asked in this tab before. The page works without it.
import { composing, page } from "/assets/console.js";

const box = page("text");
page("recall").hidden = false;
const most = 20;
let asked = [];
try { asked = JSON.parse(sessionStorage.getItem("huzhu-tried")) ?? []; } catch { /* Nothing is kept here: the page forgets. */ }
let place = asked.length;
let typed = "";

page("try-one").addEventListener("submit", () => {
  const text = box.value.trim();
  if (!text) return;
  try { sessionStorage.setItem("huzhu-tried", JSON.stringify([...asked.filter((each) => each !== text), text].slice(-most))); } catch { /* As above. */ }
});
box.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || composing(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // The question that is shown is itself the last one: one press goes to the one before.
  if (step < 0 && place === asked.length) { typed = box.value; if (box.value.trim() === asked[place - 1]) place -= 1; }
  const next = place + step;
  if (next < 0 || next > asked.length) return;
  event.preventDefault();
  place = next;
  box.value = place === asked.length ? typed : asked[place];
  box.setSelectionRange(box.value.length, box.value.length);
});

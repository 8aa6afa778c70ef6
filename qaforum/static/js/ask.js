// Asking: similar problems appear beside the form while the title and the body are typed.
import { Different } from "./different.js";
import { drafts } from "./editor.js";
import { post } from "./http.js";
import { Panel } from "./panel.js";
import { Peers } from "./peers.js";
import { similarProblems } from "./similar.js";
import { toast } from "./toast.js";
import { tellWhenSolved } from "./told.js";

const form = document.getElementById("ask-form");
const { title, body, tags } = form.elements;
const element = document.getElementById("ask-panel");
const first = document.getElementById("ask-first");
const different = new Different(form, document.getElementById("chips"));
// Guests choose nobody
const asked = document.getElementById("ask-peers");
const peers = asked ? new Peers(form, asked) : null;
const status = document.getElementById("ask-status");
const panel = new Panel(element, status, [different, peers].filter(Boolean));
tellWhenSolved(element, status);
let thanked = false;

const problems = similarProblems({
  url: form.dataset.similar,
  shortest: Number(form.dataset.titleMin),
  text: () => ({ title: title.value, body: body.value, tags: tags.value }),
  onStart: () => panel.loading(true),
  onAnswer: (html) => panel.show(html),
  onTrouble: () => panel.late(),
  onStop: () => panel.loading(false),
  // What was like a title that is gone says nothing any more
  onShort: () => element.querySelector('[data-state="short"]') || panel.show(first.innerHTML),
});

for (const field of [title, body, tags]) {
  field.addEventListener("input", (event) => {
    if (!event.isComposing && !thanked) problems.changed();
  });
  field.addEventListener("compositionstart", () => problems.hold());
  field.addEventListener("compositionend", () => problems.changed());
}
// Enter in the title looks at once, where without JavaScript it checks before posting
title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  problems.now();
});
form.addEventListener("draft:filled", () => problems.changed());

element.addEventListener("click", async (event) => {
  const button = event.target.closest('button[form="solved-form"]');
  if (!button) return;
  event.preventDefault();
  button.disabled = true;
  try {
    const { answer, suggestionToken } = button.dataset;
    const fields = { question_id: button.value, answer_id: answer, suggestion_token: suggestionToken ?? "" };
    thank(await post(form.dataset.solved, fields));
  } catch (error) {
    toast(error.message);
  }
  button.disabled = false;
});

function thank(html) {
  thanked = true;
  problems.stop();
  const goOn = panel.replace(html);
  const leave = (act) => () => {
    thanked = false;
    goOn();
    act();
    title.focus();
  };
  element.querySelector("[data-keep-draft]").addEventListener("click", leave(() => {}));
  const undo = element.querySelector("[data-undo]");
  undo.addEventListener("click", async () => {
    try {
      await post(undo.dataset.undo, { question_id: undo.dataset.question });
      leave(() => {})();
    } catch (error) {
      toast(error.message);
    }
  });
  element.querySelector("[data-clear-draft]").addEventListener("click", leave(clear));
}

function clear() {
  for (const field of [title, body, tags]) field.value = "";
  different.clear();
  peers?.clear();
  drafts.get(form)?.forget();
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

// A title that came along from the first page, or a draft that was brought back
if (title.value.trim() && !element.querySelector(".similar")) problems.now();

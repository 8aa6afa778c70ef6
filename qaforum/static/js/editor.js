// Writing: the toolbar, the preview, the tags, the draft, and Ctrl+Enter.
import "../vendor/markdown-toolbar.js";
import { keep } from "./drafts.js";
import { post } from "./http.js";
import { completeMentions } from "./mentions.js";
import { completeTags } from "./tags.js";

const PAUSE = 400;

function preview(editor) {
  const text = editor.querySelector("textarea");
  const pane = editor.querySelector(".editor-preview");
  const panes = [...editor.querySelectorAll("[data-pane]")];
  let shown = null;
  let timer = 0;
  let controller = null;

  async function refresh() {
    const body = text.value;
    if (body === shown || pane.offsetParent === null) return;
    if (!body.trim()) {
      pane.textContent = pane.dataset.empty;
      shown = body;
      return;
    }
    controller?.abort();
    controller = new AbortController();
    pane.setAttribute("aria-busy", "true");
    try {
      pane.innerHTML = await post(editor.dataset.preview, { body }, controller.signal);
      shown = body;
    } catch (error) {
      if (error.name === "AbortError") return;
      pane.textContent = error.message || pane.dataset.failed;
    }
    pane.removeAttribute("aria-busy");
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  };
  text.addEventListener("input", later);
  text.form.addEventListener("draft:filled", later);
  for (const button of panes) {
    button.addEventListener("click", () => {
      const previewing = button.dataset.pane === "preview";
      editor.classList.toggle("previewing", previewing);
      for (const other of panes) other.setAttribute("aria-pressed", String(other === button));
      if (previewing) refresh();
      else text.focus();
    });
  }
  refresh();
}

function formulas(editor) {
  const text = editor.querySelector("textarea");
  editor.querySelector("[data-formula]").addEventListener("click", () => {
    const { selectionStart: start, selectionEnd: end } = text;
    const inner = text.value.slice(start, end);
    text.focus();
    // The one way to insert that Ctrl+Z takes back
    if (!document.execCommand("insertText", false, `$${inner}$`)) text.setRangeText(`$${inner}$`);
    if (!inner) text.setSelectionRange(start + 1, start + 1);
  });
}

function submitByKey(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit([...form.elements].find((field) => field.type === "submit" && field.name !== "check"));
  });
}

for (const editor of document.querySelectorAll("[data-editor]")) {
  preview(editor);
  formulas(editor);
}
for (const field of document.querySelectorAll("[data-tags]")) completeTags(field);
for (const text of document.querySelectorAll("[data-mentions]")) completeMentions(text);

export const drafts = new WeakMap();
for (const form of document.querySelectorAll("[data-draft-form]")) {
  submitByKey(form);
  drafts.set(form, keep(form));
}

// Completing the word that is being typed in a field of tags.
import Combobox from "../vendor/combobox-nav.js";

const PAUSE = 150;

export function completeTags(field) {
  const input = field.querySelector("input");
  const list = document.createElement("ul");
  list.className = "tag-options";
  list.id = `${input.id}-options`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.found);
  list.hidden = true;
  input.after(list);
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "none" });
  let timer = 0;
  let controller = null;

  function close() {
    clearTimeout(timer);
    controller?.abort();
    if (list.hidden) return;
    list.hidden = true;
    combobox.stop();
  }

  function open(tags) {
    if (!list.hidden) combobox.stop();
    list.replaceChildren(...tags.map((tag, place) => option(list.id, tag, place)));
    list.hidden = false;
    combobox.start();
  }

  async function look() {
    const word = currentWord(input);
    if (!word.text) return close();
    controller?.abort();
    controller = new AbortController();
    try {
      const address = `${field.dataset.tags}?${new URLSearchParams({ q: word.text })}`;
      const response = await fetch(address, { signal: controller.signal });
      const there = new Set(input.value.toLowerCase().split(/[\s,]+/));
      const tags = (await response.json()).filter((tag) => !there.has(tag.name));
      if (tags.length && document.activeElement === input) open(tags);
      else close();
    } catch {
      // Completing is a help; without it the tags are typed
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => event.key === "Escape" && close());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => {
    const word = currentWord(input);
    input.setRangeText(`${event.target.dataset.name} `, word.start, word.end, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  });
}

function currentWord(input) {
  const end = input.selectionEnd;
  const text = input.value.slice(0, end).match(/[^\s,]*$/)[0];
  return { text, start: end - text.length, end };
}

function option(listId, tag, place) {
  const item = document.createElement("li");
  item.id = `${listId}-${place}`;
  item.setAttribute("role", "option");
  item.dataset.name = tag.name;
  const count = document.createElement("small");
  count.textContent = tag.count;
  item.append(tag.name, count);
  return item;
}

// A list of what could be meant, below or above a field, while somebody types into it.
import Combobox from "../vendor/combobox-nav.js";

const PAUSE = 150;

/**
 * `word(input)` gives {text, start, end} of what is being typed, `look(text, signal)` the things
 * that could be meant, `option(thing)` what stands in its line: [name, remark]; `commit(thing, word)`
 * takes one.
 */
export function complete(input, { label, word, look, option, commit }) {
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `${input.id}-options`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  input.after(list);
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "none" });
  let things = [];
  let timer = 0;
  let controller = null;

  function close() {
    clearTimeout(timer);
    controller?.abort();
    if (list.hidden) return;
    list.hidden = true;
    combobox.stop();
  }

  function open() {
    if (!list.hidden) combobox.stop();
    list.replaceChildren(...things.map((thing, place) => line(list.id, place, option(thing))));
    list.hidden = false;
    combobox.start();
  }

  async function ask() {
    const { text } = word(input);
    if (!text) return close();
    controller?.abort();
    controller = new AbortController();
    try {
      things = await look(text, controller.signal);
      if (things.length && document.activeElement === input) open();
      else close();
    } catch {
      // Completing is a help; without it the words are typed
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.isComposing && only()) {
      event.preventDefault(); // in a line, Enter takes the one thing there is; in a text it ends the line
      take(things[0]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => {
    take(things[Number(event.target.dataset.place)]);
  });

  function only() {
    return input.matches("input") && !list.hidden && things.length === 1 && !list.querySelector("[aria-selected=true]");
  }

  function take(thing) {
    commit(thing, word(input));
    close();
  }
}

function line(listId, place, [name, remark]) {
  const item = document.createElement("li");
  item.id = `${listId}-${place}`;
  item.setAttribute("role", "option");
  item.dataset.place = place;
  const small = document.createElement("small");
  small.textContent = remark;
  item.append(name, small);
  return item;
}

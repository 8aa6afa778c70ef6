// Completing the name after an @, in any text that members write.
import Combobox from "../vendor/combobox-nav.js";

const PAUSE = 150;
// After the beginning, a space or an opening sign; names have letters, dots, at most one space
const TYPED = /(?:^|[\s([{«“"'’])@((?:[\p{L}\p{N}._-]+ ?){0,2})$/u;
const COPIED = [
  "fontFamily", "fontSize", "fontWeight", "fontStyle", "letterSpacing", "lineHeight", "textIndent",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth",
  "borderBottomWidth", "borderLeftWidth", "boxSizing", "tabSize",
];
let lists = 0;

export function completeMentions(text) {
  const list = document.createElement("ul");
  lists += 1;
  list.id = `mention-options-${lists}`;
  list.className = "options mention-options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.dataset.found);
  list.hidden = true;
  text.after(list);
  let combobox = null;
  let timer = 0;
  let controller = null;

  function close() {
    clearTimeout(timer);
    controller?.abort();
    // While nothing is offered it is an ordinary text field, also for screen readers
    combobox?.destroy();
    combobox = null;
    list.hidden = true;
  }

  function open(members) {
    combobox?.destroy();
    list.replaceChildren(...members.map((member, place) => option(list.id, member, place)));
    list.hidden = false;
    const { left, top } = place(text);
    list.style.left = `${Math.max(0, Math.min(left, text.offsetWidth - list.offsetWidth))}px`;
    list.style.top = `${top}px`;
    combobox = new Combobox(text, list, { firstOptionSelectionMode: "selected" });
    combobox.start();
    // A field of several lines is no combobox to screen readers; its active option they do read
    text.removeAttribute("role");
    text.removeAttribute("aria-expanded");
  }

  async function look() {
    const typed = typedName(text);
    if (!typed?.trim()) return close();
    controller?.abort();
    controller = new AbortController();
    try {
      const response = await fetch(`${text.dataset.mentions}?${new URLSearchParams({ q: typed })}`, {
        signal: controller.signal,
        headers: { "X-Requested-With": "fetch" },
      });
      const members = response.ok ? await response.json() : [];
      if (members.length && document.activeElement === text) open(members);
      else close();
    } catch {
      // Completing is a help; without it the name is typed
    }
  }

  text.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    if (typedName(text) === null) close();
    else timer = setTimeout(look, PAUSE);
  });
  text.addEventListener("blur", () => setTimeout(close, 150));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => {
    const name = typedName(text);
    const end = text.selectionEnd;
    text.setSelectionRange(end - name.length, end);
    const username = `${event.target.dataset.username} `;
    // The one way to insert that Ctrl+Z takes back
    if (!document.execCommand("insertText", false, username)) {
      text.setRangeText(username, end - name.length, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  });
}

/** What stands between the @ and the caret; null where no name is being typed. */
function typedName(text) {
  return text.value.slice(0, text.selectionEnd).match(TYPED)?.[1] ?? null;
}

/** Where the caret's line ends below, seen from the text field's own corner. */
function place(text) {
  const copy = document.createElement("div");
  const look = getComputedStyle(text);
  for (const property of COPIED) copy.style[property] = look[property];
  Object.assign(copy.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    width: `${text.offsetWidth}px`,
  });
  copy.textContent = text.value.slice(0, text.selectionEnd - typedName(text).length);
  const caret = document.createElement("span");
  caret.textContent = "@";
  copy.append(caret);
  text.parentElement.append(copy);
  const left = text.offsetLeft + caret.offsetLeft;
  const top = text.offsetTop + caret.offsetTop + caret.offsetHeight - text.scrollTop;
  copy.remove();
  return { left, top: Math.min(top, text.offsetTop + text.offsetHeight) };
}

function option(listId, member, place) {
  const item = document.createElement("li");
  item.id = `${listId}-${place}`;
  item.setAttribute("role", "option");
  item.dataset.username = member.username;
  const about = document.createElement("small");
  about.textContent = member.about;
  item.append(member.name, about);
  return item;
}

// Nothing that was typed is lost: a form marked data-draft-form keeps a copy of its fields in this
// browser, apart for each member, until the forum confirms that the text was posted.
const GUEST = "qaforum:draft::";
const PREFIX = `qaforum:draft:${document.body.dataset.member}:`;
const NOT_TYPED = new Set(["csrf_token", "draft", "revision", "next", "submit", "check", "attachment", "peers", "first_days"]);
const PAUSE = 250;

forgetPosted();

/** Keeps the draft of `form`, and brings back what is there of an earlier visit. */
export function keep(form) {
  const key = PREFIX + form.elements.draft.value;
  adopt(form.elements.draft.value);
  let timer = 0;

  const forget = () => {
    clearTimeout(timer);
    timer = 0;
    remove(key);
    // What it speaks of is gone
    for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
  };
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const fields = typed(form);
    if (blank(fields)) forget();
    else write(key, { fields, revision: revision(form) });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  const flush = () => timer && save();
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  form.addEventListener("submit", flush);

  // By then every script listens, and the browser has put back what it remembers itself
  addEventListener("DOMContentLoaded", () => restore(form, key, typed(form)), { once: true });
  // Back to a page that the browser kept as it was before the text was sent
  addEventListener("pageshow", (event) => event.persisted && !read(key) && forget());
  return { forget };
}

/** What somebody wrote before they logged in is theirs now. */
function adopt(name) {
  const stored = PREFIX === GUEST ? null : read(GUEST + name);
  if (!stored) return;
  if (!read(PREFIX + name)) write(PREFIX + name, stored);
  remove(GUEST + name);
}

function restore(form, key, initial) {
  const stored = read(key);
  if (stored && !same(stored.fields, initial)) {
    const begun = revision(form) === null ? blank(initial) : stored.revision === revision(form);
    if (begun) {
      fill(form, stored.fields);
      offer(form, "[data-draft-note]", () => {
        remove(key);
        fill(form, initial);
      });
    } else {
      // Other words stand in the form already; the earlier ones wait until somebody decides
      write(`${key}:earlier`, stored);
    }
  }
  const earlier = read(`${key}:earlier`);
  if (earlier) offer(form, "[data-draft-offer]", () => remove(`${key}:earlier`), () => fill(form, earlier.fields));
}

function offer(form, selector, discard, insert) {
  const note = form.querySelector(selector);
  if (!note) return;
  note.hidden = false;
  const close = (act) => () => {
    act();
    note.hidden = true;
  };
  note.querySelector("[data-draft-discard]").addEventListener("click", close(discard));
  note.querySelector("[data-draft-insert]")?.addEventListener("click", close(() => {
    insert();
    discard();
  }));
}

function typed(form) {
  // A browser cannot keep a file, nor put one back
  const entries = [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !NOT_TYPED.has(name),
  );
  return Object.fromEntries(entries);
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!(field instanceof HTMLElement || field instanceof RadioNodeList)) continue;
    field.value = value;
    // What was typed in a part that is folded away is not left unseen
    if (value && field instanceof HTMLElement) field.closest("details")?.setAttribute("open", "");
  }
  form.closest("details")?.setAttribute("open", "");
  form.dispatchEvent(new CustomEvent("draft:filled", { detail: fields }));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function revision(form) {
  return form.elements.revision?.value ?? null;
}

const blank = (fields) => Object.values(fields).every((value) => !value.trim());
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the form itself still holds the text
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept either
  }
}

/** The forum names in a cookie what it has just taken; then the copy may go. */
function forgetPosted() {
  const name = document.cookie.match(/(?:^|; )posted=([a-z0-9-]+)/)?.[1];
  if (!name) return;
  remove(PREFIX + name);
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store
  document.cookie = "posted=; path=/; max-age=0; samesite=lax";
}

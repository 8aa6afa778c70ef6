// The panel of similar problems: takes a new answer in without disturbing whoever is using it.

export class Panel {
  #element;
  #status;
  #adopters;
  #waiting = null;
  #announced = "";

  /** `adopters` take over what a new answer brought: `adopt(element)`. */
  constructor(element, status, adopters) {
    this.#element = element;
    this.#status = status;
    this.#adopters = adopters;
    element.addEventListener("focusout", () => setTimeout(() => this.#takeWaiting()));
    this.#adopt();
  }

  loading(yes) {
    this.#element.classList.toggle("loading", yes);
    this.#element.setAttribute("aria-busy", String(yes));
  }

  /** Shows the fragment, or keeps it until the focus has left the panel; gives its state. An empty
   *  answer (204) says that a newer one is on its way: what is shown stays. */
  show(html) {
    if (!html) {
      this.loading(false);
      return "overtaken";
    }
    const fragment = document.createRange().createContextualFragment(html);
    const state = fragment.querySelector("[data-state]")?.dataset.state;
    this.loading(false);
    // While the search wakes up, what is shown stays
    if (state === "warming" && this.#element.querySelector(".similar")) return state;
    this.#waiting = fragment;
    this.#takeWaiting();
    return state;
  }

  /** Says mildly that the answer is late; what is shown stays. */
  late() {
    this.loading(false);
    if (this.#element.querySelector(".panel-note")) return;
    const note = document.createElement("p");
    note.className = "panel-note";
    note.textContent = this.#element.dataset.late;
    this.#element.prepend(note);
  }

  /** Puts `html` in place of everything and moves the focus there. */
  replace(html) {
    this.#waiting = null;
    const before = [...this.#element.childNodes];
    this.#element.innerHTML = html;
    this.#element.querySelector("[tabindex]")?.focus();
    return () => this.#element.replaceChildren(...before);
  }

  #takeWaiting() {
    if (!this.#waiting || this.#element.contains(document.activeElement)) return;
    const fragment = this.#waiting;
    this.#waiting = null;
    this.#keepReasoned(fragment);
    this.#keepUnfolded(fragment);
    const scrolled = this.#element.scrollTop;
    still(this.#element, () => {
      this.#element.replaceChildren(fragment);
      this.#adopt();
    });
    this.#element.scrollTop = scrolled;
    this.#announce();
  }

  #adopt() {
    for (const adopter of this.#adopters) adopter.adopt(this.#element);
  }

  /** A card that somebody gave a reason for stays, also when the new answer leaves it out. */
  #keepReasoned(fragment) {
    const reasoned = [...this.#element.querySelectorAll(".similar.has-reason")];
    const gone = reasoned.filter(({ dataset }) => !fragment.querySelector(`.similar[data-id="${dataset.id}"]`));
    if (gone.length) listIn(fragment).append(...gone);
  }

  /** Who has unfolded the nearest ones goes on reading them. */
  #keepUnfolded(fragment) {
    const open = this.#element.querySelector(".nearest")?.open;
    fragment.querySelector(".nearest")?.toggleAttribute("open", Boolean(open));
  }

  #announce() {
    const text = this.#element.querySelector("[data-announce]")?.dataset.announce ?? "";
    if (text && text !== this.#announced) this.#status.textContent = text;
    this.#announced = text;
  }
}

function listIn(fragment) {
  let list = fragment.querySelector(".similar-list");
  if (!list) {
    list = document.createElement("ol");
    list.className = "similar-list";
    fragment.append(list);
  }
  return list;
}

/** On a phone the panel stands above the body: what is being typed there does not move. */
function still(panel, change) {
  const typing = document.activeElement;
  const before = typing.getBoundingClientRect().top;
  change();
  if (panel.compareDocumentPosition(typing) & Node.DOCUMENT_POSITION_FOLLOWING) {
    scrollBy({ top: typing.getBoundingClientRect().top - before, behavior: "instant" });
  }
}

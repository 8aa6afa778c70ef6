// Choosing peers to ask: a tick in the panel, or a name found, becomes a chip in the form, and the
// chip carries it to the forum, whatever the panel shows by then.
import { completeNames } from "./names.js";

const LABEL = "peer_label_";

export class Peers {
  #form;
  #chips;
  #texts;
  #most;
  #panel = null;

  constructor(form, field) {
    this.#form = form;
    this.#chips = field.querySelector(".chips");
    this.#texts = field.dataset;
    this.#most = Number(field.dataset.most);
    this.#chips.addEventListener("click", (event) => {
      const chip = event.target.closest("button") && event.target.closest(".chip");
      if (chip) this.#remove(chip.dataset.username);
    });
    form.addEventListener("draft:filled", (event) => this.#restore(event.detail));
    const names = field.querySelector("[data-names]");
    completeNames(names, {
      tags: () => form.elements.tags?.value ?? "",
      there: (username) => Boolean(this.#chip(username)),
      commit: (peer) => this.#add(peer.username, peer.name),
    });
  }

  /** Takes over the tick boxes in `panel`: they say what the chips say. */
  adopt(panel) {
    this.#panel = panel;
    for (const box of panel.querySelectorAll("input[data-peer]")) {
      if (box.checked && !this.#chip(box.value)) this.#add(box.value, box.dataset.peer);
      // Two fields of one name would be sent; the chip's is the one
      box.removeAttribute("name");
      if (box.dataset.adopted) continue;
      box.dataset.adopted = "yes";
      box.addEventListener("change", () => {
        if (box.checked) this.#add(box.value, box.dataset.peer);
        else this.#remove(box.value);
      });
    }
    this.#tell();
  }

  clear() {
    this.#chips.replaceChildren();
    this.#tell();
  }

  #add(username, name) {
    if (this.#chip(username) || this.#chips.children.length >= this.#most) return this.#tell();
    const chip = document.createElement("li");
    chip.className = "chip";
    chip.dataset.username = username;
    const label = document.createElement("span");
    label.textContent = name;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "✕";
    button.setAttribute("aria-label", `${this.#texts.remove}: ${name}`);
    chip.append(label, hidden("peers", username), hidden(LABEL + username, name), button);
    this.#chips.append(chip);
    this.#changed();
  }

  #remove(username) {
    this.#chip(username)?.remove();
    this.#changed();
  }

  #changed() {
    this.#tell();
    this.#form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The boxes follow the chips; when all places are taken, further boxes rest. */
  #tell() {
    const full = this.#chips.children.length >= this.#most;
    if (this.#chips.children.length) this.#chips.closest("details")?.setAttribute("open", "");
    for (const box of this.#panel?.querySelectorAll("input[data-peer]") ?? []) {
      box.checked = Boolean(this.#chip(box.value));
      box.disabled = full && !box.checked;
    }
  }

  /** A draft is the whole of a form: whom it does not name is not asked. */
  #restore(fields) {
    for (const chip of [...this.#chips.children]) {
      if (!(LABEL + chip.dataset.username in fields)) this.#remove(chip.dataset.username);
    }
    for (const [name, value] of Object.entries(fields)) {
      if (name.startsWith(LABEL)) this.#add(name.slice(LABEL.length), value);
    }
  }

  #chip(username) {
    return this.#chips.querySelector(`.chip[data-username="${CSS.escape(username)}"]`);
  }
}

function hidden(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}

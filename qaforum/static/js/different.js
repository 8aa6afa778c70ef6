// "Mine is different because…": a reason typed in a card becomes a chip under the body, and the
// chip carries it to the forum, whatever the panel shows by then.

export class Different {
  #form;
  #chips;

  constructor(form, chips) {
    this.#form = form;
    this.#chips = chips;
    chips.addEventListener("click", (event) => {
      const chip = event.target.closest("button") && event.target.closest(".chip");
      if (chip) this.#remove(chip);
    });
    form.addEventListener("draft:filled", (event) => this.#restore(event.detail));
  }

  /** Takes over the cards in `panel`: their reasons are those of the chips. */
  adopt(panel) {
    for (const input of panel.querySelectorAll("input[data-reason]")) {
      const card = input.closest(".similar");
      const chip = this.#chip(card.dataset.id);
      // Two fields of one name would be sent; the chip's is the one
      input.removeAttribute("name");
      if (chip) input.value = reasonOf(chip).value;
      input.closest("details").open ||= Boolean(chip);
      card.classList.toggle("has-reason", Boolean(chip));
      if (input.dataset.adopted) continue;
      input.dataset.adopted = "yes";
      input.addEventListener("input", () => this.#say(card, input.value));
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        input.blur();
      });
    }
  }

  clear() {
    for (const chip of [...this.#chips.children]) this.#remove(chip);
  }

  #say(card, reason) {
    const { id, title } = card.dataset;
    card.classList.toggle("has-reason", reason.trim() !== "");
    const chip = this.#chip(id);
    if (!reason.trim()) chip?.remove();
    else if (chip) write(chip, this.#chips.dataset.text, title, reason);
    else this.#add(id, title, reason);
  }

  #add(id, title, reason) {
    const chip = document.createElement("li");
    chip.className = "chip";
    chip.dataset.id = id;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "✕";
    button.setAttribute("aria-label", `${this.#chips.dataset.remove}: ${title}`);
    chip.append(document.createElement("span"), hidden(`different_title_${id}`), hidden(`different_reason_${id}`), button);
    write(chip, this.#chips.dataset.text, title, reason);
    this.#chips.append(chip);
  }

  #remove(chip) {
    const card = document.querySelector(`.similar[data-id="${chip.dataset.id}"]`);
    chip.remove();
    if (card) {
      card.querySelector("input[data-reason]").value = "";
      card.classList.remove("has-reason");
    }
    this.#form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** A draft is the whole of a form: what it does not name goes. */
  #restore(fields) {
    for (const chip of [...this.#chips.children]) {
      if (!(reasonOf(chip).name in fields)) this.#remove(chip);
    }
    for (const [name, reason] of Object.entries(fields)) {
      const id = name.match(/^different_reason_(\d+)$/)?.[1];
      if (id && reason.trim() && !this.#chip(id)) this.#add(id, fields[`different_title_${id}`] ?? `#${id}`, reason);
    }
  }

  #chip(id) {
    return this.#chips.querySelector(`.chip[data-id="${id}"]`);
  }
}

function reasonOf(chip) {
  return chip.querySelector('input[name^="different_reason_"]');
}

function write(chip, before, title, reason) {
  chip.querySelector("span").textContent = `${before} ${title} – ${reason}`;
  chip.querySelector('input[name^="different_title_"]').value = title;
  reasonOf(chip).value = reason;
}

function hidden(name) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  return input;
}

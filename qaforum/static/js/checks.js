// Says what is missing before a form is sent, where sending would lose what no page may show again:
// a password. The forum says the same, and more, when it gets the form.
for (const form of document.querySelectorAll("form[data-checks]")) {
  form.addEventListener("submit", (event) => {
    const wrong = fields(form).filter((field) => mark(field, problem(field)));
    if (!wrong.length) return;
    event.preventDefault();
    wrong[0].focus();
  });
  form.addEventListener("input", (event) => {
    if (place(event.target)?.querySelector("[data-said]")) mark(event.target, problem(event.target));
  });
}

/** One of each group of radio buttons, and every other field. */
function fields(form) {
  const names = new Set([...form.elements].filter((field) => field.willValidate && field.name).map((field) => field.name));
  return [...names].map((name) => form.elements[name]).map((found) => (found instanceof RadioNodeList ? found[0] : found));
}

function problem(field) {
  const { missing, mistyped, short, differs, sameAs } = words(field);
  if (field.validity.valueMissing) return missing;
  if (field.validity.typeMismatch) return mistyped;
  if (short && field.value.length < field.minLength) return short;
  if (sameAs && field.value !== field.form.elements[sameAs].value) return differs;
  return "";
}

const words = (field) => field.closest("[data-missing]")?.dataset ?? {};

const place = (field) => field.closest(field.type === "radio" ? "fieldset" : ".form-field, .form-check");

/** Shows `text` at `field`, or takes away what was said there; whether there is something to say. */
function mark(field, text = "") {
  const where = place(field);
  const id = `${field.name}-error`;
  document.getElementById(id)?.remove();
  const element = field.type === "radio" ? where : field;
  const described = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((word) => word && word !== id);
  if (text) {
    where.append(sentence(id, text));
    described.push(id);
  }
  element.setAttribute("aria-describedby", described.join(" "));
  element.setAttribute("aria-invalid", String(Boolean(text)));
  if (field.type === "radio") where.setAttribute("role", "radiogroup");
  else field.classList.toggle("is-invalid", Boolean(text));
  return Boolean(text);
}

function sentence(id, text) {
  const said = document.querySelector("template[data-field-error]").content.firstElementChild.cloneNode(true);
  said.id = id;
  said.querySelector("[data-words]").textContent = text;
  return said;
}

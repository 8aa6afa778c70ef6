// What every page has: the theme button, menus that close, deletions that ask first.
import "./drafts.js";

const root = document.documentElement;
const toggles = [...document.querySelectorAll("[data-theme-toggle]")];

function showTheme(theme) {
  root.dataset.bsTheme = theme;
  for (const toggle of toggles) toggle.setAttribute("aria-pressed", String(theme === "dark"));
}

function chooseTheme() {
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  showTheme(theme);
  try {
    localStorage.setItem("qaforum:theme", theme);
  } catch {
    // Without storage the choice lasts for this page
  }
}

showTheme(root.dataset.bsTheme);
for (const toggle of toggles) toggle.addEventListener("click", chooseTheme);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Whoever opens a fold to write finds the caret in it ("toggle" does not bubble, so: capture)
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open && event.target.contains(document.activeElement)) {
      event.target.querySelector("textarea, input:not([type=hidden])")?.focus();
    }
  },
  true,
);

// A refused form: straight to the first field that needs another look
const wrong = document.querySelector("main [aria-invalid=true]");
(wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong)?.focus();

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// Runs before the page is painted, so that a chosen theme does not flash in.
(() => {
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("qaforum:theme");
  } catch {
    // A browser without storage follows the system
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = chosen ?? (dark ? "dark" : "light");
  root.classList.add("js");
})();

// Copies what pages need from node_modules to qaforum/static/vendor, and draws the icon sprite.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const VENDOR = "qaforum/static/vendor";

const FILES = {
  "bootstrap/dist/css/bootstrap.min.css": "bootstrap.css",
  "htmx.org/dist/htmx.min.js": "htmx.js",
  "@github/combobox-nav/dist/index.js": "combobox-nav.js",
  "@github/markdown-toolbar-element/dist/index.js": "markdown-toolbar.js",
  "@github/relative-time-element/dist/bundle.js": "relative-time.js",
};

// An icon that a template names must stand here; tests hold the two together
const ICONS = [
  "arrow-counterclockwise", "arrow-down", "arrow-up", "at", "bell", "bell-fill", "book",
  "box-arrow-in-right", "box-arrow-right", "building", "calendar-event", "caret-down-fill",
  "caret-up-fill", "chat-left-text", "check-circle", "check-circle-fill", "check-lg", "circle",
  "circle-half", "clock-history", "code", "compass", "envelope", "exclamation-triangle", "file-text", "flag", "gear",
  "geo-alt", "heart", "heart-fill", "hourglass-split", "house-heart", "info-circle",
  "journal-check", "lightbulb", "link-45deg", "list-ol", "list-ul", "paperclip", "pencil",
  "people", "person-circle", "person-heart", "person-plus", "plus-lg", "quote", "search",
  "shield-check", "signpost-split", "stars", "tag", "tools", "translate", "trash", "type-bold",
  "type-h2", "type-italic", "x-lg",
];

const LICENSES = ["bootstrap", "bootstrap-icons", "htmx.org", "@github/combobox-nav",
  "@github/markdown-toolbar-element", "@github/relative-time-element"];

async function symbol(name) {
  const svg = await readFile(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").trim();
  return `<symbol id="${name}" viewBox="0 0 16 16">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function copy(from, to) {
  // Source maps are not served, so nothing should ask for them
  const text = await readFile(`node_modules/${from}`, "utf8");
  await writeFile(`${VENDOR}/${to}`, text.replace(/\n\/[/*][#@] sourceMappingURL=.*\n?$/, "\n"));
}

await rm(VENDOR, { recursive: true, force: true });
await mkdir(VENDOR, { recursive: true });
for (const [from, to] of Object.entries(FILES)) await copy(from, to);
for (const name of LICENSES) {
  const to = `${VENDOR}/licenses/${name.replace("/", "-")}.txt`;
  await mkdir(dirname(to), { recursive: true });
  await cp(`node_modules/${name}/LICENSE`, to);
}
const symbols = await Promise.all(ICONS.map(symbol));
await writeFile(
  `${VENDOR}/icons.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);

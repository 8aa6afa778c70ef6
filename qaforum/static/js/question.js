// A question's page: votes and comments without a new page. The forms work without this, too.
import { drafts } from "./editor.js";
import { headers, words } from "./http.js";
import { toast } from "./toast.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  Object.assign(event.detail.headers, headers());
});

// The forum asks something first (the charter): its page takes this one's place, and what was typed
// is in it
const asksFirst = (event) => event.detail.xhr.getResponseHeader("HX-Retarget") !== null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (asksFirst(event)) event.detail.shouldSwap = true;
});

document.body.addEventListener("htmx:responseError", (event) => {
  if (asksFirst(event)) return;
  toast(words(event.detail.xhr.responseText));
});

document.body.addEventListener("htmx:sendError", () => toast());

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!event.detail.successful || !form.matches?.("[data-reset-after]")) return;
  form.reset();
  drafts.get(form)?.forget();
  const fold = form.closest("details");
  fold.open = false;
  fold.querySelector("summary").focus();
});

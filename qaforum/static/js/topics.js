// Completing tags in a form that is not the one for asking.
import { completeTags } from "./tags.js";

for (const field of document.querySelectorAll("[data-tags]")) completeTags(field);

// Names that can be completed in forms without chips: passing on, inviting further peers.
import { completeNames } from "./names.js";

for (const field of document.querySelectorAll("[data-names]")) completeNames(field);

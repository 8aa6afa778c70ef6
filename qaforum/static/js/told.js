// "Tell me when it is solved", on a similar problem that nobody has solved yet.
import { post } from "./http.js";
import { toast } from "./toast.js";

export function tellWhenSolved(panel, status) {
  panel.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-follow]");
    if (!button || button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await post(button.dataset.follow, { on: 1 });
      button.textContent = button.dataset.told;
      status.textContent = button.dataset.told;
    } catch (error) {
      button.removeAttribute("aria-disabled");
      toast(error.message);
    }
  });
}

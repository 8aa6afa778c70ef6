// A short word in the corner, for what went wrong without a new page.
const STAYS = 8000;

export function toast(text) {
  const region = document.getElementById("toasts");
  const message = document.createElement("div");
  message.className = "message message-error";
  const paragraph = document.createElement("p");
  paragraph.textContent = text || region.dataset.failed;
  message.append(paragraph);
  region.replaceChildren(message);
  setTimeout(() => message.remove(), STAYS);
}

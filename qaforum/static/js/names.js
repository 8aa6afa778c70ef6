// Completing the name of a member who can be asked.
import { complete } from "./complete.js";

/** `tags()` are those of the question; `there(username)`: chosen already; `commit(peer)` takes one. */
export function completeNames(field, { tags = () => "", there = () => false, commit } = {}) {
  const input = field.querySelector("input");
  complete(input, {
    label: field.dataset.found,
    word: lastName,
    async look(text, signal) {
      const query = new URLSearchParams({ q: text, tags: tags() });
      const response = await fetch(`${field.dataset.names}?${query}`, { signal });
      return (await response.json()).filter((peer) => !there(peer.username));
    },
    option: (peer) => [peer.name, peer.institution],
    commit(peer, word) {
      // Where there are no chips, the user name is what cannot be mistaken
      const kept = commit ? "" : peer.username;
      input.setRangeText(kept, word.start, word.end, "end");
      commit?.(peer);
    },
  });
}

function lastName(input) {
  const end = input.selectionEnd;
  const text = input.value.slice(0, end).match(/[^,;]*$/)[0].trimStart();
  return { text, start: end - text.length, end };
}

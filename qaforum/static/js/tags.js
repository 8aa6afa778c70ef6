// Completing the word that is being typed in a field of tags.
import { complete } from "./complete.js";

export function completeTags(field) {
  const input = field.querySelector("input");
  complete(input, {
    label: field.dataset.found,
    word: currentWord,
    async look(text, signal) {
      const response = await fetch(`${field.dataset.tags}?${new URLSearchParams({ q: text })}`, { signal });
      const there = new Set(input.value.toLowerCase().split(/[\s,]+/));
      return (await response.json()).filter((tag) => !there.has(tag.name));
    },
    option: (tag) => [tag.name, tag.count],
    commit(tag, word) {
      input.setRangeText(`${tag.name} `, word.start, word.end, "end");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
}

function currentWord(input) {
  const end = input.selectionEnd;
  const text = input.value.slice(0, end).match(/[^\s,]*$/)[0];
  return { text, start: end - text.length, end };
}

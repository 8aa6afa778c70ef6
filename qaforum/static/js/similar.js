// Asks the forum for similar problems while somebody types: after a pause, never the same text
// twice, and never letting an older answer replace a newer one.
const PAUSE = 300;
const LIMIT = 8000;
const WARMING = 2000;
const LONGEST_WAIT = 30000;
const BODY = 2000;
const LONGEST_QUERY = 6000;
// This page's own name: the server leaves a request once a newer one of the same panel has come
const PANEL = [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("-");

/**
 * `text()` gives {title, body, tags}. `onStart()` says that a request is under way, `onAnswer(html)`
 * shows its answer and gives its state, `onTrouble()` says that it will be tried again, `onStop()`
 * that nothing is asked any more, `onShort()` that too little is left to ask with.
 */
export function similarProblems({ url, shortest, text, onStart, onAnswer, onTrouble, onStop, onShort }) {
  let timer = 0;
  let asked = null;
  let current = null;
  let failures = 0;
  let number = 0;

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  async function ask() {
    clearTimeout(timer);
    const { title, body, tags } = text();
    if (title.trim().length < shortest) {
      stop();
      return onShort();
    }
    const query = addressed(title.trim(), body.trim().slice(0, BODY), tags.trim());
    if (query === asked) return;
    current?.abort();
    const mine = new AbortController();
    current = mine;
    asked = query;
    number += 1;
    onStart();
    try {
      const html = await fetchText(`${url}?${query}`, `${PANEL}:${number}`, mine.signal);
      if (mine !== current) return;
      failures = 0;
      // Found by words alone, or not at all yet: in a moment the search knows better
      if (["warming", "lexical"].includes(onAnswer(html))) again(WARMING);
    } catch (error) {
      if (mine !== current || mine.signal.aborted) return;
      onTrouble();
      failures += 1;
      again(error.retryAfter ?? Math.min(1000 * 2 ** failures, LONGEST_WAIT));
    }
  }

  function again(wait) {
    asked = null;
    later(wait);
  }

  function stop() {
    clearTimeout(timer);
    current?.abort();
    current = null;
    asked = null;
    onStop();
  }

  return { changed: () => later(PAUSE), now: ask, hold: () => clearTimeout(timer), stop };
}

/** The query string with as much of the body as an address may hold, in whatever script. */
function addressed(title, body, tags) {
  const query = new URLSearchParams({ title, body, tags }).toString();
  if (query.length <= LONGEST_QUERY || !body) return query;
  return addressed(title, body.slice(0, Math.floor(body.length / 2)), tags);
}

async function fetchText(address, panel, signal) {
  const response = await fetch(address, {
    headers: { "X-Requested-With": "fetch", "X-Panel": panel },
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]),
  });
  if (response.ok) return response.text();
  const error = new Error(`status ${response.status}`);
  const seconds = Number(response.headers.get("Retry-After"));
  if (seconds > 0) error.retryAfter = Math.min(seconds * 1000, 2 * LONGEST_WAIT);
  throw error;
}

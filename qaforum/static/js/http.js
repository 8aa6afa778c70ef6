// Requests of the page's own scripts.

export function headers() {
  return {
    "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
    "X-Requested-With": "fetch",
  };
}

/** Posts `fields`; gives the HTML of the answer. Throws an Error with the forum's own words. */
export async function post(url, fields, signal) {
  const body = new URLSearchParams(fields);
  const response = await fetch(url, { method: "POST", headers: headers(), body, signal });
  const login = response.headers.get("HX-Redirect");
  if (login) location.assign(login);
  const html = await response.text();
  if (!response.ok) throw new Error(words(html));
  return html;
}

/** The text of a fragment. */
export function words(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

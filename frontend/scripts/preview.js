// <form data-preview="/address" data-preview-into="#id">: what the server makes of the form so far, while one types.
// An answer that comes after a later question is dropped; a failed one leaves the last answer standing.
import htmx from "./htmx.js";
import { all, ready } from "./ready.js";

const PAUSE = 400;

function preview(form) {
  const into = document.querySelector(form.dataset.previewInto);
  if (!into || form.previewing) return;
  form.previewing = true;
  if (!into.hasAttribute("aria-live")) into.setAttribute("aria-live", "polite");
  let timer;
  let asking = new AbortController();
  let last = "";

  async function ask() {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    const body = new URLSearchParams(fields).toString();
    if (body === last) return;
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(body),
        headers: { "HX-Request": "true", Accept: "text/html" },
        credentials: "same-origin",
        signal: asking.signal,
      });
      if (!answer.ok) return;
      last = body;
      const html = await answer.text();
      if (into.dataset.shows !== html) {
        into.dataset.shows = html;
        htmx.swap(into, html, { swapStyle: "innerHTML" });
      }
    } catch (fault) {
      if (fault.name !== "AbortError") last = "";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if ([...form.querySelectorAll("textarea, [data-preview-on]")].some((field) => field.value.trim())) ask();
}

ready((root) => all(root, "form[data-preview]").forEach(preview));

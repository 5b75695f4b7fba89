// <form data-autosave="/address">: while one types, the server keeps what stands in the form so far. A failed save is tried again
// with the next key; the form itself still holds everything.
import { all, ready } from "./ready.js";

const PAUSE = 1500;
const NEVER = "[type=file], [type=password], [data-not-kept]";

function autosave(form) {
  if (form.autosaving) return;
  form.autosaving = true;
  let timer;
  let saved = body();
  let saving = Promise.resolve();

  function body() {
    const fields = new FormData(form);
    for (const field of form.elements) if (field.name && field.matches(NEVER)) fields.delete(field.name);
    return new URLSearchParams(fields).toString();
  }

  // One at a time: the first answer may bring the cookie that the second one needs.
  function save() {
    clearTimeout(timer);
    saving = saving.then(send, send);
    return saving;
  }

  async function send() {
    const now = body();
    if (now === saved) return;
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(now),
      credentials: "same-origin",
      keepalive: now.length < 60_000,
    });
    if (!answer.ok) return;
    saved = now;
    form.querySelector("input[name=anew]")?.remove(); // it is begun now: what follows belongs to the same draft
    form.dataset.saved = "yes";
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    form.dataset.saved = "";
    timer = setTimeout(save, PAUSE);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

ready((root) => all(root, "form[data-autosave]").forEach(autosave));

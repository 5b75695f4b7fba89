// <form data-keep="name">: what is half typed outlives a closed tab. Cleared when a later page says <meta name="kept" content="name">,
// or when an HTMX answer carries `HX-Trigger: kept`. What the server sent back filled in wins over what was kept;
// what it only suggests (data-suggested) does not.
import { all, ready } from "./ready.js";

const PREFIX = "kept:";
const DAYS = 14;
const NEVER = "[type=hidden], [type=password], [type=file], [autocomplete=one-time-code], [data-not-kept]";

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined; // storage is full or forbidden: then nothing is kept
  }
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && field.matches("input, select, textarea") && !field.matches(NEVER));
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function save(form, key) {
  const values = fieldsOf(form)
    .filter((field) => (isTicked(field) ? field.checked : field.value.trim()))
    .map((field) => [field.name, field.value]);
  attempt(() =>
    values.length
      ? localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }))
      : localStorage.removeItem(key),
  );
}

function restore(form, key) {
  const kept = attempt(() => JSON.parse(localStorage.getItem(key) ?? "null"));
  if (!Array.isArray(kept?.values) || Date.now() - kept.at > DAYS * 864e5) return;
  const fields = fieldsOf(form);
  if (fields.some((field) => (isTicked(field) ? field.checked !== field.defaultChecked : field.value !== (field.defaultValue ?? field.value)))) return;
  let changed = false;
  for (const [name, value] of kept.values) {
    for (const field of fields.filter((candidate) => candidate.name === name)) {
      if (isTicked(field)) {
        if (field.value !== value || field.checked) continue;
        field.checked = true;
      } else {
        if (!field.matches("[data-suggested]") && (field.tagName === "SELECT" ? field.querySelector("option[selected]") : field.value)) continue;
        field.value = value;
      }
      changed = true;
    }
  }
  if (changed) form.dispatchEvent(new Event("input", { bubbles: true }));
}

function keep(form) {
  const key = PREFIX + form.dataset.keep;
  if (form.keeping) return;
  form.keeping = true;
  restore(form, key);
  form.addEventListener("input", () => save(form, key));
  form.addEventListener("kept", () => attempt(() => localStorage.removeItem(key)));
}

for (const meta of document.querySelectorAll("meta[name=kept]")) attempt(() => localStorage.removeItem(PREFIX + meta.content));
ready((root) => all(root, "form[data-keep]").forEach(keep));

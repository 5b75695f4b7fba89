// The error summary takes focus, and its links lead into the field they speak of.
import { all, ready } from "./ready.js";

ready((root) => all(root, "[data-focus]")[0]?.focus());

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".ds-error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".ds-field, fieldset") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

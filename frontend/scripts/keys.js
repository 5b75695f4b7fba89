// One letter presses what carries it (data-key); j and k walk the titles of a list (data-keys-list). Never while one types,
// never with a modifier, and off for whoever sets localStorage "keys" to "off" (WCAG 2.1.4).
const TYPING = "input, textarea, select, [contenteditable]";

function walk(step) {
  const titles = [...document.querySelectorAll("[data-keys-list] .row-title")];
  if (!titles.length) return false;
  const here = titles.findIndex((title) => title.closest(".row").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : titles.length - 1) : Math.min(Math.max(here + step, 0), titles.length - 1);
  titles[next].focus();
  return true;
}

function isOff() {
  try {
    return localStorage.getItem("keys") === "off";
  } catch {
    return false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.(TYPING) || event.key.length !== 1 || isOff()) return;
  const key = event.key.toLowerCase();
  if ((key === "j" || key === "k") && walk(key === "j" ? 1 : -1)) return event.preventDefault();
  const pressed = [...document.querySelectorAll("[data-key]")].find((part) => part.dataset.key.toLowerCase() === key && part.checkVisibility?.() !== false);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
  if (pressed.matches("summary")) pressed.parentElement.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
});

// One letter presses what carries it (data-key); j and k walk the titles of a list (data-keys-list), x ticks the row; digits
// choose in what is unfolded (data-digits). Never while one types, never with a modifier, and off for whoever has turned them
// off at /me (WCAG 2.1.4).
import { say } from "./ready.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
const FIELDS = "input:not([type=hidden]), textarea, select, button";
const isOff = () => document.documentElement.dataset.keys === "off";
const isSeen = (part) => part.checkVisibility?.() !== false;

function walk(step) {
  const titles = [...document.querySelectorAll("[data-keys-list] .row-title")];
  if (!titles.length) return false;
  const here = titles.findIndex((title) => title.closest(".row").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : titles.length - 1) : Math.min(Math.max(here + step, 0), titles.length - 1);
  titles[next].focus();
  return true;
}

function tick() {
  const box = document.activeElement.closest?.("[data-keys-list] .row")?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function choose(digit) {
  const list = [...document.querySelectorAll("[data-digits]")].find(isSeen);
  const choice = list && [...list.querySelectorAll("input[type=radio]")].filter((one) => !one.disabled)[digit - 1];
  if (!choice) return false;
  choice.focus();
  choice.click();
  return true;
}

function press(key) {
  const pressed = [...document.querySelectorAll("[data-key]")].find((part) => part.dataset.key.toLowerCase() === key && isSeen(part));
  if (!pressed) return false;
  if (!pressed.matches("summary")) {
    pressed.click();
    return true;
  }
  const fold = pressed.parentElement;
  for (const other of document.querySelectorAll("details.confirm[open]")) if (other !== fold) other.open = false;
  fold.open = true;
  const fields = [...fold.querySelectorAll(`.confirm-body :is(${FIELDS})`)].filter(isSeen);
  (fields.find((field) => field.matches("[data-first]")) ?? fields[0])?.focus();
  return true;
}

const WALKING = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

function act(event) {
  const { key, target } = event;
  if (key.startsWith("Arrow")) return Boolean(WALKING[key] && target.closest?.("[data-keys-list] .row") && walk(WALKING[key]));
  const letter = key.toLowerCase();
  if (WALKING[letter]) return walk(WALKING[letter]);
  if (letter === "x" && tick()) return true;
  return key >= "1" && key <= "9" ? choose(Number(key)) : press(letter);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") {
    const fold = event.target.closest?.("details.confirm[open]");
    if (!fold) return;
    fold.open = false;
    fold.querySelector("summary").focus();
    return event.preventDefault();
  }
  if (isOff() || event.target.closest?.(`${TYPING}, dialog`)) return;
  if (event.key.length !== 1 && !event.key.startsWith("Arrow")) return;
  if (act(event)) event.preventDefault();
});

// The list of keys: there with scripts, and only for whoever has them on.
for (const help of document.querySelectorAll("[data-keys-help]")) help.hidden = isOff();
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
});

// A line that sums up the usual is no longer true once one of its parts is changed.
document.addEventListener("input", (event) => {
  const sum = event.target.closest?.("[data-sum]")?.dataset.sum;
  if (sum && event.target.matches("select, [inputmode]")) document.getElementById(sum)?.replaceChildren();
});

// Whoever came here by doing something elsewhere begins at the heading and hears what was done.
if (!document.querySelector("[data-focus]")) document.querySelector("[data-arrive]")?.focus({ preventScroll: true });
const told = [...document.querySelectorAll("[data-say]")].map((part) => part.textContent.trim().replace(/\s+/g, " ")).join(" ");
if (told) setTimeout(() => say(told), 150);

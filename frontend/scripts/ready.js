// Runs `part` on the page, and again on whatever HTMX puts in.
export function ready(part) {
  part(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) part(event.target);
  });
}

// Every match under `root`, itself included.
export function all(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  return found;
}

// A line for those who listen instead of look.
export function say(text) {
  const line = document.getElementById("said");
  if (line) line.textContent = text;
}

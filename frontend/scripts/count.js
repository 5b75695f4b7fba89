// <textarea data-limit>: how much is left, in the words that the page carries; said aloud only near the end.
import { all, ready, say } from "./ready.js";

const NEAR = 0.1;

function count(area) {
  const line = document.getElementById(`${area.id}-count`);
  const limit = Number(area.dataset.limit);
  if (!line || !limit) return;
  let timer;
  const show = () => {
    const left = limit - [...area.value].length;
    line.dataset.state = left < 0 ? "over" : "";
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    clearTimeout(timer);
    if (left < limit * NEAR) timer = setTimeout(() => say(line.textContent), 1000);
  };
  area.addEventListener("input", show);
  if (area.value) show();
}

ready((root) => all(root, "textarea[data-limit]").forEach(count));

// The folds of the top line close on Escape and on a press beside them. `data-print` prints.
const open = () => document.querySelectorAll(".top-fold[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const fold of open()) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const fold of open()) if (!fold.contains(event.target)) fold.open = false;
  if (event.target.closest?.("[data-print]")) window.print();
});

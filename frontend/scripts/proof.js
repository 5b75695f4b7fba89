// <form data-proof="/address">: this machine works a second, in a worker of its own, so that nobody can send thousands of forms for
// nothing (ALTCHA's protocol, version 1). Without an answer the form goes off all the same, and the server is slower to take it.
import { all, ready } from "./ready.js";

const PATIENCE = 8000;

function solve(challenge) {
  return new Promise((resolve) => {
    const worker = new Worker(document.querySelector("meta[name=proof-worker]").content, { type: "module" });
    const give = (number) => {
      worker.terminate();
      resolve(number);
    };
    worker.addEventListener("message", (event) => give(event.data));
    worker.addEventListener("error", () => give(null));
    worker.postMessage(challenge);
  });
}

async function work(form) {
  const answer = await fetch(form.dataset.proof, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const challenge = await answer.json();
  const number = await solve(challenge);
  if (number === null) return;
  const { algorithm, salt, signature } = challenge;
  form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature }));
  form.dataset.proven = "yes";
}

function prove(form) {
  if (form.proving) return;
  form.proving = work(form).catch(() => {});
  let isOff = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.altcha.value || isOff) return;
    event.preventDefault();
    await Promise.race([form.proving, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    isOff = true;
    form.requestSubmit();
  });
}

ready((root) => all(root, "form[data-proof]").forEach(prove));

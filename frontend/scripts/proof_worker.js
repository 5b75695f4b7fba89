// Finds the number whose hash is the challenge.
const encoder = new TextEncoder();
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

self.addEventListener("message", async ({ data: { challenge, salt, maxnumber } }) => {
  for (let number = 0; number <= maxnumber; number += 1) {
    if (hex(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number))) === challenge) return self.postMessage(number);
  }
  return self.postMessage(null);
});

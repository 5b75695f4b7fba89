// Every page works without this. What is here makes it quicker: each part looks for its own data attributes.
import "./htmx.js";
import "./errors.js";
import "./parts.js";
import "./preview.js";
import "./keep.js";
import "./keys.js";
import "./count.js";
import "./fold.js";
import "./autosave.js";
import "./proof.js";

// Whoever waits for the quicker way (a test, a screen recorder) can see that it is there.
document.documentElement.dataset.scripts = "ready";

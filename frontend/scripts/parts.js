// Designsystemet's own components, each fetched the first time that a page uses it.
import { all, ready } from "./ready.js";

const PARTS = {
  "ds-suggestion": () => import("@digdir/designsystemet-web/ds-suggestion"),
  "ds-tabs": () => import("@digdir/designsystemet-web/ds-tabs"),
  "[data-tooltip]": () => import("@digdir/designsystemet-web/tooltip"),
  "[popover]": () => import("@digdir/designsystemet-web/popover"),
  "[data-clickdelegatefor]": () => import("@digdir/designsystemet-web/clickdelegatefor"),
};

ready((root) => {
  for (const [selector, fetchPart] of Object.entries(PARTS)) if (all(root, selector).length) fetchPart();
});

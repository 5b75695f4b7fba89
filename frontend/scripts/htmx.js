// HTMX under a strict policy: no styles of its own, nothing evaluated, only our own host; and a refused form (422) is shown, not dropped.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(09|22)", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ],
});

window.htmx = htmx;
export default htmx;

// The API's documentation, drawn from our own OpenAPI document: <div id="api" data-openapi="/api/v1/openapi.json"></div>
// The page itself says what this is, so the viewer gets a layout without a heading and a <main> of its own. What else would stand in
// the way of those who listen is mended: links inside buttons (deepLinking), headings that skip a level, fields without a name.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const place = document.getElementById("api");

const layout = ({ React }) => ({
  components: {
    PlainLayout({ getComponent, specSelectors }) {
      const part = (name, isContainer = true) => React.createElement(getComponent(name, isContainer));
      const words = (...children) => React.createElement("div", { className: "swagger-ui" }, ...children);
      if (specSelectors.loadingStatus() !== "success") return words(part("errors"));
      return words(
        part("SvgAssets", false),
        part("errors"),
        specSelectors.securityDefinitions() && React.createElement("div", { className: "scheme-container" }, part("AuthorizeBtnContainer")),
        part("operations"),
        part("Models"),
      );
    },
  },
});

function mend() {
  for (const example of place.querySelectorAll("pre:not([tabindex])")) example.tabIndex = 0; // they scroll
  for (const heading of place.querySelectorAll("h3.opblock-tag:not([aria-level])")) heading.setAttribute("aria-level", "2");
  for (const heading of place.querySelectorAll("h4:not([aria-level])")) heading.setAttribute("aria-level", heading.closest(".opblock") ? "3" : "2");
  for (const heading of place.querySelectorAll("h5:not([aria-level])")) heading.setAttribute("aria-level", "4");
  for (const body of place.querySelectorAll("textarea:not([aria-label])")) body.setAttribute("aria-label", "JSON");
  for (const region of place.querySelectorAll("[role=region]")) region.removeAttribute("role");
}

if (place) {
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  SwaggerUI({
    domNode: place,
    url: place.dataset.openapi,
    plugins: [layout],
    layout: "PlainLayout",
    deepLinking: false,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    persistAuthorization: false,
    syntaxHighlight: { activated: false },
    validatorUrl: null,
  });
}

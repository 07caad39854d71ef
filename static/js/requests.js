// A request that gives way to a newer one is no error; htmx would say so in the console.
let givenUp = 0;

export function start(root) {
  window.htmx.logger = (_node, name, detail) => {
    if (name === "htmx:sendAbort" || name === "htmx:afterRequest") delete detail.error;
  };
  // Its promise is refused, too, without a reason and with nobody to hear of it.
  root.addEventListener("htmx:sendAbort", () => {
    givenUp += 1;
  });
  addEventListener("unhandledrejection", (event) => {
    if (!givenUp || event.reason !== undefined) return;
    givenUp -= 1;
    event.preventDefault();
  });
}

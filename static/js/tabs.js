// Strips of tabs by arrow keys, the next one at the left on a page that runs to the left. Those that
// open in their place (`data-tabs`) do so at once.
export function start(root) {
  root.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.(".tabs > a");
    if (!tab || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const all = [...tab.parentElement.querySelectorAll(":scope > a")];
    const ahead = document.documentElement.dir === "ltr" ? 1 : -1;
    const places = {
      ArrowRight: all.indexOf(tab) + ahead,
      ArrowLeft: all.indexOf(tab) - ahead,
      Home: 0,
      End: all.length - 1,
    };
    const next = all[places[event.code]];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next.closest("[data-tabs]") && next.id) next.click();
  });
}

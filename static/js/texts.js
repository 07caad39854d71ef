// What the scripts say, in the reader's language: the page brings it (components/texts.html).
const texts = new Map();

export function text(name, values = {}) {
  if (!texts.size) {
    for (const node of document.getElementById("texts")?.content.children || []) {
      texts.set(node.dataset.text, node.textContent);
    }
  }
  return (texts.get(name) || "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

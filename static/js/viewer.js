// Pictures of evidence: one after the other, nearer, turned. In a dialog over the record's page, or
// standing on the page of one file. Every opening asks the server anew, which records it.
import { percent, persian } from "./persian.js";

const SIZES = [1, 1.5, 2, 3, 4, 6];
const KEYS = {
  Equal: "in", NumpadAdd: "in", Minus: "out", NumpadSubtract: "out", Digit0: "fit", Numpad0: "fit",
  BracketLeft: "left", BracketRight: "right", PageDown: "next", PageUp: "previous",
};
// As in the whole product: time and files run from right to left.
const isRtl = () => document.documentElement.dir === "rtl";

// A picture in its stage: how near, how far turned.
function picture(root, stage, image) {
  const sheet = document.createElement("div");
  sheet.className = "viewer-sheet";
  image.replaceWith(sheet);
  sheet.append(image);
  const said = root.querySelector("[data-viewer-size]");
  let near = 0;
  let turn = 0;

  function lay() {
    const { naturalWidth: wide, naturalHeight: high } = image;
    if (!wide) return;
    const lies = turn % 180 !== 0;
    const [across, down] = lies ? [high, wide] : [wide, high];
    const fit = Math.min(stage.clientWidth / across, stage.clientHeight / down, 1);
    const scale = fit * SIZES[near];
    // From the object model, which a strict policy allows; there is no style in the page.
    image.style.width = `${wide * scale}px`;
    image.style.height = `${high * scale}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`;
    sheet.style.width = `${across * scale}px`;
    sheet.style.height = `${down * scale}px`;
    stage.classList.toggle("is-near", near > 0);
    if (said) said.textContent = percent(SIZES[near]);
  }

  function come(by, x = 0.5, y = 0.5) {
    const next = Math.max(0, Math.min(SIZES.length - 1, near + by));
    if (next === near) return;
    const [left, top] = [stage.scrollLeft + stage.clientWidth * x, stage.scrollTop + stage.clientHeight * y];
    const grows = SIZES[next] / SIZES[near];
    near = next;
    lay();
    stage.scrollTo(left * grows - stage.clientWidth * x, top * grows - stage.clientHeight * y);
  }

  image.addEventListener("load", lay);
  new ResizeObserver(lay).observe(stage);
  lay();
  const acts = {
    in: () => come(1),
    out: () => come(-1),
    fit: () => come(-SIZES.length),
    left: () => ((turn = (turn + 270) % 360), lay()),
    right: () => ((turn = (turn + 90) % 360), lay()),
  };
  return { act: (name) => acts[name]?.(), isNear: () => near > 0, come };
}

// A mouse drags what is larger than its stage; fingers do it by themselves.
function dragging(stage) {
  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || !stage.classList.contains("is-near")) return;
    from = [event.clientX + stage.scrollLeft, event.clientY + stage.scrollTop];
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("is-held");
    event.preventDefault();
    stage.focus();
  });
  stage.addEventListener("pointermove", (event) => {
    if (from) stage.scrollTo(from[0] - event.clientX, from[1] - event.clientY);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, () => {
      from = null;
      stage.classList.remove("is-held");
    });
  }
}

function viewer(root) {
  const stage = root.querySelector("[data-viewer-stage]");
  if (!stage || root.dataset.started) return;
  root.dataset.started = "1";
  const dialog = root.matches("dialog") ? root : null;
  const links = dialog ? [...document.querySelectorAll("a[data-exhibit]")] : [];
  const part = (name) => root.querySelector(`[data-viewer-${name}]`);
  const button = (name) => root.querySelector(`[data-viewer-act="${name}"]`);
  const off = (found, is) => found && (is ? found.setAttribute("aria-disabled", "true") : found.removeAttribute("aria-disabled"));
  let shown = null;
  let at = 0;

  function broken(image) {
    image.addEventListener("error", () => {
      const text = document.createElement("p");
      text.className = "error";
      text.setAttribute("role", "alert");
      text.textContent = root.dataset.broken;
      stage.replaceChildren(text);
      shown = null;
    });
  }

  function open(place) {
    at = place;
    const { href, dataset } = links[at];
    part("name").textContent = dataset.name;
    part("note").textContent = dataset.note;
    part("file").href = dataset.exhibit;
    shown = null;
    stage.classList.remove("is-near");
    if (dataset.kind === "image") {
      const image = document.createElement("img");
      image.alt = dataset.name;
      broken(image);
      stage.replaceChildren(image);
      shown = picture(root, stage, image);
      image.src = dataset.exhibit;
    } else {
      const paper = part("paper").content.cloneNode(true);
      paper.querySelector("a").href = dataset.exhibit;
      stage.replaceChildren(paper);
    }
    for (const found of root.querySelectorAll(".viewer-tools button")) off(found, !shown);
    if (!shown) part("size").textContent = "";
    const numbers = [at + 1, links.length].map((number) => persian(String(number)));
    part("place").textContent = dialog.dataset.place.replace("##", numbers[1]).replace("#", numbers[0]);
    off(button("previous"), at === 0);
    off(button("next"), at === links.length - 1);
    stage.scrollTo(0, 0);
    root.dataset.page = href;
  }

  function act(name) {
    if (name === "next" || name === "previous") {
      const place = at + (name === "next" ? 1 : -1);
      if (dialog && links[place]) open(place);
    } else shown?.act(name);
  }

  root.addEventListener("click", (event) => {
    const found = event.target.closest("[data-viewer-act]");
    if (found && found.getAttribute("aria-disabled") !== "true") act(found.dataset.viewerAct);
  });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    let name = KEYS[event.code];
    if (dialog && !shown?.isNear() && (event.code === "ArrowLeft" || event.code === "ArrowRight")) {
      name = (event.code === "ArrowLeft") === isRtl() ? "next" : "previous";
    }
    if (!name || (!dialog && (name === "next" || name === "previous"))) return;
    event.preventDefault();
    act(name);
  });
  stage.addEventListener("dblclick", (event) => {
    const box = stage.getBoundingClientRect();
    const spot = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    if (shown?.isNear()) shown.act("fit");
    else shown?.come(2, ...spot);
  });
  dragging(stage);

  if (!dialog) {
    const image = stage.querySelector("img");
    broken(image);
    if (image.complete && !image.naturalWidth) image.dispatchEvent(new Event("error"));
    else shown = picture(root, stage, image);
    return;
  }
  if (!dialog.showModal) return;
  links.forEach((link, place) => {
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      dialog.showModal();
      open(place);
      stage.focus();
    });
  });
  // Back to the file that was looked at last, which need not be the one that was opened first.
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    links[at]?.focus();
  });
}

export function start(root) {
  root.querySelectorAll("[data-viewer]").forEach(viewer);
}

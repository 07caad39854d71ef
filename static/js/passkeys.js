// Passkeys: the browser asks the device, and what it answers goes with the form. A form that asks
// for nothing else is sent at once; in the form of an act the person still presses its button.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
// A device that holds none of the passkeys is told from a cancelled prompt by no browser.
const WHY = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  InvalidStateError: "known",
  SecurityError: "unable",
  NotSupportedError: "unable",
};

function read({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    options[name] = (publicKey[name] ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return options;
}

function answerOf({ id, rawId, type, response }) {
  const parts = PARTS.filter((name) => response[name]);
  return JSON.stringify({
    id,
    rawId: written(rawId),
    type,
    response: Object.fromEntries(parts.map((name) => [name, written(response[name])])),
    clientExtensionResults: {},
  });
}

async function optionsOf(box) {
  if (box.dataset.options) return JSON.parse(box.dataset.options);
  const token = box.closest("form").elements.csrfmiddlewaretoken.value;
  const answer = await fetch(box.dataset.url, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    redirect: "error",
  });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function ask(box) {
  const field = box.querySelector("input[type=hidden]");
  field.value = "";
  if (!navigator.credentials || !window.PublicKeyCredential) return "unable";
  const name = box.dataset.passkey === "create" && box.closest("form").elements.name;
  if (name && !name.value.trim()) {
    name.focus();
    return "unnamed";
  }
  let publicKey;
  try {
    publicKey = read(await optionsOf(box));
  } catch {
    return "line";
  }
  try {
    field.value = answerOf(await navigator.credentials[box.dataset.passkey]({ publicKey }));
  } catch (error) {
    return WHY[error.name] ?? "cancelled";
  }
  return "";
}

export function start(root) {
  for (const box of root.querySelectorAll("[data-passkey]")) {
    if (box.dataset.live) continue;
    box.dataset.live = "1";
    const button = box.querySelector("[data-ask]");
    const done = box.querySelector("[data-done]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      done.hidden = true;
      const show = (why) => {
        for (const text of box.querySelectorAll("[data-why]")) text.hidden = text.dataset.why !== why;
      };
      show("");
      const why = await ask(box);
      button.disabled = false;
      show(why);
      if (why) return;
      if (box.dataset.options) box.closest("form").requestSubmit();
      else done.hidden = false;
    });
  }
}

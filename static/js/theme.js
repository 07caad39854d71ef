// Turns light to dark and back; the cookie lets the server draw the right one at once.
export function start(root) {
  const html = document.documentElement;
  const dark = () =>
    html.dataset.theme === "dark" ||
    (html.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  for (const button of root.querySelectorAll("[data-theme-toggle]")) {
    button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      const chosen = dark() ? "light" : "dark";
      html.dataset.theme = chosen;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `theme=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
      button.setAttribute("aria-pressed", String(dark()));
    });
  }
}

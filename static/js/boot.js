// Runs before the first paint: says that scripts work, and whether the line is closed, so that CSS
// may hide what needs none and show what needs it, and nothing moves afterwards.
document.documentElement.classList.add("js");
if (window.isSecureContext) document.documentElement.classList.add("secure");

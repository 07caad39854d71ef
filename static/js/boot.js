// Runs before the first paint: says that scripts work, so that CSS may hide what needs none.
document.documentElement.classList.add("js");
